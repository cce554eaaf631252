// A child that stops and continues is told by waitid and waitpid, each change once.
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void show(pid_t pid, int options)
{
	siginfo_t info;
	memset(&info, 0, sizeof info);
	if (waitid(P_PID, pid, &info, options))
		printf("%s\n", strerror(errno));
	else if (info.si_pid == 0)
		printf("nothing\n");
	else
		printf("pid %d signo %d code %s status %d\n", info.si_pid == pid, info.si_signo == SIGCHLD,
			info.si_code == CLD_STOPPED ? "stopped" : info.si_code == CLD_CONTINUED ? "continued" :
			info.si_code == CLD_KILLED ? "killed" : info.si_code == CLD_EXITED ? "exited" : "other", info.si_status);
}

int main(void)
{
	int status;
	pid_t pid = fork();
	if (pid == 0) {
		setpgid(0, 0);
		for (;;)
			pause();
	}
	setpgid(pid, pid);
	show(pid, WSTOPPED | WCONTINUED | WEXITED | WNOHANG);
	kill(pid, SIGSTOP);
	show(pid, WSTOPPED | WNOWAIT);
	show(pid, WSTOPPED);
	show(pid, WSTOPPED | WNOHANG);
	kill(pid, SIGCONT);
	show(pid, WCONTINUED);
	show(pid, WCONTINUED | WNOHANG);
	kill(pid, SIGTSTP);
	printf("%d", waitpid(pid, &status, WUNTRACED) == pid);
	printf(" stopped %d by %d\n", WIFSTOPPED(status), WSTOPSIG(status));
	printf("waitpid without WUNTRACED: %d\n", waitpid(pid, &status, WNOHANG));
	kill(pid, SIGCONT);
	printf("%d", waitpid(pid, &status, WCONTINUED) == pid);
	printf(" continued %d exited %d stopped %d\n", WIFCONTINUED(status), WIFEXITED(status), WIFSTOPPED(status));
	/* A stopped process can be killed; it need not be continued for that. */
	kill(pid, SIGSTOP);
	show(pid, WSTOPPED);
	kill(pid, SIGKILL);
	show(pid, WEXITED | WNOWAIT);
	show(pid, WEXITED);
	show(pid, WEXITED);
	show(pid, 0);
	return 0;
}
