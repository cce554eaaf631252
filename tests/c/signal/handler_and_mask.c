// A handler runs with its own signal and sa_mask blocked, and the mask is back afterwards.
#include <signal.h>
#include <stdio.h>
#include <string.h>

static int order[8], n;

static void handler(int sig)
{
	sigset_t now;
	sigprocmask(SIG_BLOCK, 0, &now);
	order[n++] = sig * 100 + sigismember(&now, SIGUSR1) * 10 + sigismember(&now, SIGUSR2);
	if (sig == SIGUSR1)
		raise(SIGUSR2);
	order[n++] = -sig;
}

int main(void)
{
	struct sigaction sa;
	memset(&sa, 0, sizeof sa);
	sa.sa_handler = handler;
	sigaddset(&sa.sa_mask, SIGUSR2);
	sigaction(SIGUSR1, &sa, 0);
	sigemptyset(&sa.sa_mask);
	sigaction(SIGUSR2, &sa, 0);
	raise(SIGUSR1);
	for (int i = 0; i < n; i++)
		printf("%d ", order[i]);
	sigset_t now;
	sigprocmask(SIG_BLOCK, 0, &now);
	printf("\nafter %d %d\n", sigismember(&now, SIGUSR1), sigismember(&now, SIGUSR2));
	return 0;
}
