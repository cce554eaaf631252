// Real-time signals queue, in order of number, each with its value.
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int got[32][2], n;
static void handler(int sig, siginfo_t *info, void *context)
{
	(void)context;
	got[n][0] = sig - SIGRTMIN;
	got[n++][1] = info->si_value.sival_int + 1000 * (info->si_code == SI_QUEUE);
}

int main(void)
{
	struct sigaction sa;
	memset(&sa, 0, sizeof sa);
	sa.sa_sigaction = handler;
	sa.sa_flags = SA_SIGINFO;
	sigfillset(&sa.sa_mask);
	sigset_t set;
	sigemptyset(&set);
	for (int i = 0; i < 3; i++) {
		sigaction(SIGRTMIN + i, &sa, 0);
		sigaddset(&set, SIGRTMIN + i);
	}
	sigprocmask(SIG_BLOCK, &set, 0);
	for (int i = 0; i < 9; i++) {
		union sigval v = { .sival_int = i };
		sigqueue(getpid(), SIGRTMIN + 2 - i % 3, v);
	}
	sigprocmask(SIG_UNBLOCK, &set, 0);
	for (int i = 0; i < n; i++)
		printf("%d:%d ", got[i][0], got[i][1]);
	printf("\n%d\n", n);
	return 0;
}
