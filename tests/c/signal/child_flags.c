// SA_NOCLDWAIT leaves no zombies; SA_NOCLDSTOP tells of ends only.
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile int count;
static void handler(int sig) { count++; }

static void set(void (*function)(int), int flags)
{
	struct sigaction sa;
	memset(&sa, 0, sizeof sa);
	sa.sa_handler = function;
	sa.sa_flags = flags | SA_RESTART;
	sigaction(SIGCHLD, &sa, 0);
}

static void life(void)
{
	int status;
	pid_t pid = fork();
	if (pid == 0) {
		for (;;)
			pause();
	}
	kill(pid, SIGSTOP);
	waitpid(pid, &status, WUNTRACED);
	kill(pid, SIGCONT);
	waitpid(pid, &status, WCONTINUED);
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
}

int main(void)
{
	set(handler, 0);
	life();
	/* Signals that come together may be one. */
	printf("more than the end %d\n", count > 1);
	count = 0;
	set(handler, SA_NOCLDSTOP);
	life();
	printf("signals with SA_NOCLDSTOP %d\n", count);
	count = 0;
	set(handler, SA_NOCLDWAIT);
	for (int i = 0; i < 3; i++)
		if (fork() == 0)
			_exit(0);
	/* wait returns only when all have ended. */
	printf("%d", wait(0));
	printf(" %s\n", strerror(errno));
	printf("told of some %d\n", count > 0);
	set(SIG_DFL, SA_NOCLDWAIT);
	if (fork() == 0)
		_exit(0);
	printf("%d", waitpid(-1, 0, 0));
	printf(" %s\n", strerror(errno));
	set(SIG_DFL, 0);
	pid_t pid = fork();
	if (pid == 0)
		_exit(8);
	int status;
	printf("%d", waitpid(-1, &status, 0) == pid);
	printf(" %d\n", WEXITSTATUS(status));
	struct sigaction sa;
	set(handler, SA_NOCLDWAIT | SA_NOCLDSTOP);
	sigaction(SIGCHLD, 0, &sa);
	printf("flags kept %d\n", (sa.sa_flags & (SA_NOCLDWAIT | SA_NOCLDSTOP)) == (SA_NOCLDWAIT | SA_NOCLDSTOP));
	return 0;
}
