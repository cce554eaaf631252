// A blocked signal is pending, counts once, and is delivered when unblocked.
#include <signal.h>
#include <stdio.h>

static volatile int count;
static void handler(int sig) { (void)sig; count++; }

int main(void)
{
	sigset_t set, pending;
	signal(SIGUSR1, handler);
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, 0);
	for (int i = 0; i < 5; i++)
		raise(SIGUSR1);
	sigpending(&pending);
	printf("pending %d count %d\n", sigismember(&pending, SIGUSR1), count);
	sigprocmask(SIG_UNBLOCK, &set, 0);
	sigpending(&pending);
	printf("pending %d count %d\n", sigismember(&pending, SIGUSR1), count);
	return 0;
}
