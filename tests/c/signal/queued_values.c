// sigqueue carries an int or a pointer, with the sender's pid and uid; a standard signal is queued once.
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile int count, codes_right, senders_right, values[8];
static pid_t sender;

static void handler(int sig, siginfo_t *info, void *context)
{
	codes_right += info->si_code == SI_QUEUE;
	senders_right += info->si_pid == sender && info->si_uid == getuid();
	values[count++ % 8] = info->si_value.sival_int;
}

int main(void)
{
	struct sigaction sa;
	sigset_t set, old;
	memset(&sa, 0, sizeof sa);
	sa.sa_sigaction = handler;
	sa.sa_flags = SA_SIGINFO;
	/* None interrupts another: they run in the order of delivery. */
	sigfillset(&sa.sa_mask);
	sigaction(SIGUSR1, &sa, 0);
	sigaction(SIGRTMIN, &sa, 0);
	sender = getpid();
	printf("%d", sigqueue(getpid(), SIGUSR1, (union sigval){ .sival_int = -7 }));
	printf(" %d count %d\n", values[0], count);
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigaddset(&set, SIGRTMIN);
	sigprocmask(SIG_BLOCK, &set, &old);
	for (int i = 0; i < 3; i++) {
		sigqueue(getpid(), SIGUSR1, (union sigval){ .sival_int = 100 + i });
		sigqueue(getpid(), SIGRTMIN, (union sigval){ .sival_int = 200 + i });
	}
	count = 0;
	sigprocmask(SIG_SETMASK, &old, 0);
	printf("delivered %d:", count);
	for (int i = 0; i < count; i++)
		printf(" %d", values[i]);
	printf("\n");
	/* From another process. */
	sigprocmask(SIG_BLOCK, &set, 0);
	pid_t me = getpid(), child = fork();
	if (child == 0) {
		sigqueue(me, SIGRTMIN, (union sigval){ .sival_ptr = &count });
		_exit(0);
	}
	waitpid(child, 0, 0);
	siginfo_t info;
	printf("%d", sigwaitinfo(&set, &info) == SIGRTMIN);
	printf(" code %d pid %d value %d\n", info.si_code == SI_QUEUE, info.si_pid == child, info.si_value.sival_ptr == (void *)&count);
	printf("codes %d senders %d\n", codes_right, senders_right);
	printf("%d", sigqueue(getpid(), 99, (union sigval){ 0 }));
	printf(" %s\n", strerror(errno));
	printf("%d", sigqueue(999999, 0, (union sigval){ 0 }));
	printf(" %s\n", strerror(errno));
	printf("%d\n", sigqueue(getpid(), 0, (union sigval){ 0 }));
	return 0;
}
