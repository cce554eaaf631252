// SA_RESETHAND acts once; SA_NODEFER lets the handler be entered again.
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile int depth, deepest;
static void nested(int sig)
{
	if (++depth > deepest)
		deepest = depth;
	if (depth < 3)
		raise(sig);
	depth--;
}
static void once(int sig) { printf("once %d\n", sig); fflush(stdout); }

int main(void)
{
	struct sigaction sa;
	memset(&sa, 0, sizeof sa);
	sa.sa_handler = nested;
	sa.sa_flags = SA_NODEFER;
	sigaction(SIGUSR1, &sa, 0);
	raise(SIGUSR1);
	printf("deepest %d\n", deepest);
	fflush(stdout);
	int status;
	if (fork() == 0) {
		sa.sa_handler = once;
		sa.sa_flags = SA_RESETHAND;
		sigaction(SIGUSR2, &sa, 0);
		raise(SIGUSR2);
		raise(SIGUSR2);
		_exit(0);
	}
	wait(&status);
	printf("killed %d\n", WTERMSIG(status));
	return 0;
}
