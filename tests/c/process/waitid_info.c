// waitid's siginfo, WNOWAIT, WEXITED, and waiting by process group.
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	siginfo_t info;
	pid_t pid = fork();
	if (pid == 0)
		_exit(5);
	memset(&info, 0, sizeof info);
	printf("%d", waitid(P_PID, pid, &info, WEXITED | WNOWAIT));
	printf(" code %d status %d signo %d pid %d\n", info.si_code == CLD_EXITED, info.si_status,
	       info.si_signo == SIGCHLD, info.si_pid == pid);
	printf("%d", waitid(P_PGID, getpgrp(), &info, WEXITED));
	printf(" pid %d\n", info.si_pid == pid);
	printf("%d %s\n", waitid(P_PID, pid, &info, WEXITED), strerror(errno));
	pid = fork();
	if (pid == 0) {
		raise(SIGKILL);
		_exit(0);
	}
	waitid(P_PID, pid, &info, WEXITED);
	printf("killed: code %d status %d\n", info.si_code == CLD_KILLED, info.si_status);
	printf("%d", waitid(P_PID, pid, &info, 0));
	printf(" %s\n", strerror(errno));
	return 0;
}
