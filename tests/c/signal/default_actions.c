// What each signal does by default: the status that the parent sees.
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	struct rlimit none = { 0, 0 };
	setrlimit(RLIMIT_CORE, &none);
	for (int sig = 1; sig < 32; sig++) {
		int status;
		pid_t pid = fork();
		if (pid == 0) {
			/* Stop signals have no effect in an orphaned group, which the parent's may be. */
			setpgid(0, 0);
			raise(sig);
			_exit(0);
		}
		waitpid(pid, &status, WUNTRACED);
		if (WIFSTOPPED(status)) {
			printf("%d stopped by %d", sig, WSTOPSIG(status));
			kill(pid, SIGCONT);
			waitpid(pid, &status, 0);
			printf(", then ");
		} else
			printf("%d ", sig);
		if (WIFSIGNALED(status))
			printf("killed by %d\n", WTERMSIG(status));
		else
			printf("exited %d\n", WEXITSTATUS(status));
	}
	return 0;
}
