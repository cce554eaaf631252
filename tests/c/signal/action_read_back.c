// sigaction tells what was set: handler, flags and mask; what it refuses.
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define SHOW(e) do { long r_ = (e); int e_ = errno; printf("%s = %ld %s\n", #e, r_, r_ < 0 ? strerror(e_) : ""); } while (0)
static void handler(int sig) { }
static void other(int sig, siginfo_t *info, void *context) { }

int main(void)
{
	struct sigaction sa, old;
	memset(&sa, 0, sizeof sa);
	sigaction(SIGUSR1, 0, &old);
	printf("at first default %d flags %x\n", old.sa_handler == SIG_DFL, old.sa_flags);
	sa.sa_sigaction = other;
	sa.sa_flags = SA_SIGINFO | SA_RESTART | SA_NODEFER | SA_ONSTACK;
	sigemptyset(&sa.sa_mask);
	sigaddset(&sa.sa_mask, SIGUSR2);
	sigaddset(&sa.sa_mask, SIGKILL);
	sigaddset(&sa.sa_mask, SIGRTMAX);
	SHOW(sigaction(SIGUSR1, &sa, 0));
	SHOW(sigaction(SIGUSR1, 0, &old));
	int wanted = SA_SIGINFO | SA_RESTART | SA_NODEFER | SA_ONSTACK;
	printf("handler %d flags %d usr2 %d rtmax %d int %d\n", old.sa_sigaction == other, (old.sa_flags & wanted) == wanted,
		sigismember(&old.sa_mask, SIGUSR2), sigismember(&old.sa_mask, SIGRTMAX), sigismember(&old.sa_mask, SIGINT));
	sa.sa_handler = handler;
	sa.sa_flags = 0;
	SHOW(sigaction(SIGKILL, &sa, 0));
	SHOW(sigaction(SIGSTOP, &sa, 0));
	SHOW(sigaction(SIGKILL, 0, &old));
	SHOW(sigaction(0, &sa, 0));
	SHOW(sigaction(-1, &sa, 0));
	SHOW(sigaction(65, &sa, 0));
	SHOW(sigaction(_NSIG, 0, 0));
	printf("%d", signal(SIGKILL, handler) == SIG_ERR);
	printf(" %s\n", strerror(errno));
	printf("%d\n", signal(SIGUSR2, handler) == SIG_DFL);
	sigaction(SIGUSR2, 0, &old);
	printf("signal restarts %d\n", !!(old.sa_flags & SA_RESTART));
	printf("%d %d\n", signal(SIGUSR2, SIG_IGN) == handler, signal(SIGUSR2, SIG_DFL) == SIG_IGN);
	sigset_t s;
	SHOW(sigemptyset(&s));
	SHOW(sigaddset(&s, 0));
	SHOW(sigaddset(&s, 64));
	SHOW(sigaddset(&s, 65));
	SHOW(sigismember(&s, 64));
	SHOW(sigismember(&s, 99));
	SHOW(sigfillset(&s));
	SHOW(sigdelset(&s, SIGINT));
	SHOW(sigismember(&s, SIGINT));
	SHOW(sigismember(&s, SIGTERM));
	SHOW(sigprocmask(77, &s, 0));
	SHOW(sigprocmask(77, 0, 0));
	SHOW(sigprocmask(SIG_SETMASK, &s, 0));
	sigprocmask(SIG_SETMASK, 0, &s);
	printf("kill blocked %d stop blocked %d\n", sigismember(&s, SIGKILL), sigismember(&s, SIGSTOP));
	printf("real-time signals at least 8: %d\n", SIGRTMAX - SIGRTMIN >= 7);
	return 0;
}
