// The System V functions: sighold, sigrelse, sigignore, sigset, sigpause.
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static volatile int count;
static void handler(int sig) { count++; }

int main(void)
{
	sigset_t now;
	printf("%d\n", sigset(SIGUSR1, handler) == SIG_DFL);
	printf("hold %d\n", sighold(SIGUSR1));
	raise(SIGUSR1);
	printf("held %d\n", count);
	printf("release %d\n", sigrelse(SIGUSR1));
	printf("came %d\n", count);
	sighold(SIGUSR1);
	raise(SIGUSR1);
	printf("pause %d", sigpause(SIGUSR1));
	printf(" %s came %d\n", strerror(errno), count);
	sigprocmask(SIG_BLOCK, 0, &now);
	printf("held again %d\n", sigismember(&now, SIGUSR1));
	printf("old %d\n", sigset(SIGUSR1, SIG_HOLD) == SIG_HOLD);
	printf("old %d\n", sigset(SIGUSR1, SIG_IGN) == SIG_HOLD);
	raise(SIGUSR1);
	printf("ignored %d\n", count);
	printf("%d\n", sigignore(SIGUSR2));
	raise(SIGUSR2);
	printf("%d", sighold(99));
	printf(" %s\n", strerror(errno));
	printf("%s, %s\n", strsignal(SIGINT), strsignal(SIGSEGV));
	return 0;
}
