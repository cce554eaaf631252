// sigwait, sigwaitinfo, sigtimedwait: lowest first, by set, by time, interrupted by a handler.
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static volatile int handled;
static void handler(int sig) { handled++; }

int main(void)
{
	sigset_t set, one;
	siginfo_t info;
	int sig;
	struct timespec none = { 0, 0 }, short_time = { 0, 30000000 }, bad = { 0, 1000000000 };
	sigemptyset(&set);
	for (int s = 0; s < 3; s++)
		sigaddset(&set, SIGRTMIN + s);
	sigaddset(&set, SIGUSR2);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, 0);
	kill(getpid(), SIGRTMIN + 2);
	kill(getpid(), SIGRTMIN);
	kill(getpid(), SIGTERM);
	kill(getpid(), SIGUSR2);
	for (int i = 0; i < 4; i++) {
		int r = sigtimedwait(&set, &info, &none);
		printf("%d %s %d user %d\n", r == info.si_signo, r == SIGUSR2 ? "usr2" : r == SIGTERM ? "term" : "real-time",
			r >= SIGRTMIN ? r - SIGRTMIN : 0, info.si_code == SI_USER && info.si_pid == getpid());
	}
	printf("%d", sigtimedwait(&set, &info, &none));
	printf(" %s\n", strerror(errno));
	struct timespec before, after;
	clock_gettime(CLOCK_MONOTONIC, &before);
	printf("%d", sigtimedwait(&set, 0, &short_time));
	printf(" %s", strerror(errno));
	clock_gettime(CLOCK_MONOTONIC, &after);
	printf(" waited %d\n", (after.tv_sec - before.tv_sec) * 1000000000L + after.tv_nsec - before.tv_nsec >= 30000000);
	printf("%d", sigtimedwait(&set, 0, &bad));
	printf(" %s\n", strerror(errno));
	/* Only what is in the set is taken. */
	kill(getpid(), SIGTERM);
	sigemptyset(&one);
	sigaddset(&one, SIGUSR2);
	printf("%d\n", sigtimedwait(&one, 0, &none));
	printf("sigwait %d", sigwait(&set, &sig));
	printf(" %d\n", sig == SIGTERM);
	struct sigaction sa;
	memset(&sa, 0, sizeof sa);
	sa.sa_handler = handler;
	sa.sa_flags = SA_RESTART;
	sigaction(SIGALRM, &sa, 0);
	ualarm(20000, 0);
	printf("%d", sigwaitinfo(&set, 0));
	printf(" %s handled %d\n", strerror(errno), handled);
	/* An ignored signal that is blocked can be waited for. */
	signal(SIGUSR2, SIG_IGN);
	kill(getpid(), SIGUSR2);
	printf("ignored: %d\n", sigtimedwait(&set, 0, &none) == SIGUSR2);
	return 0;
}
