// sigsuspend waits with another mask; sigtimedwait takes a signal without a handler.
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static volatile int got;
static void handler(int sig) { got = sig; }

int main(void)
{
	sigset_t block, empty;
	siginfo_t info;
	signal(SIGUSR1, handler);
	sigemptyset(&empty);
	sigemptyset(&block);
	sigaddset(&block, SIGUSR1);
	sigaddset(&block, SIGUSR2);
	sigprocmask(SIG_BLOCK, &block, 0);
	raise(SIGUSR1);
	sigset_t wait = empty;
	sigaddset(&wait, SIGUSR2);
	printf("%d", sigsuspend(&wait));
	printf(" %s got %d\n", strerror(errno), got);
	sigprocmask(SIG_BLOCK, 0, &wait);
	printf("blocked again %d\n", sigismember(&wait, SIGUSR1));
	raise(SIGUSR2);
	struct timespec t = { 1, 0 };
	sigset_t two = empty;
	sigaddset(&two, SIGUSR2);
	printf("took %d\n", sigtimedwait(&two, &info, &t) == SIGUSR2);
	t.tv_sec = 0;
	t.tv_nsec = 1000000;
	printf("%d", sigtimedwait(&two, &info, &t));
	printf(" %s\n", strerror(errno));
	int sig;
	raise(SIGUSR2);
	printf("sigwait %d", sigwait(&two, &sig));
	printf(" %d\n", sig == SIGUSR2);
	return 0;
}
