// Process groups and sessions: who may join, lead, and what setsid changes.
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	setbuf(stdout, 0);
	if (fork() == 0) {
		printf("own group: %d\n", setpgid(0, 0) == 0 && getpgrp() == getpid());
		printf("leader setsid: %d %s\n", setsid(), strerror(errno));
		_exit(0);
	}
	wait(0);
	if (fork() == 0) {
		pid_t sid = setsid();
		printf("setsid: %d group %d session %d\n", sid == getpid(), getpgrp() == sid, getsid(0) == sid);
		printf("leader changes group: %d", setpgid(0, 0));
		printf(" %s\n", strerror(errno));
		pid_t child = fork();
		if (child == 0) {
			printf("inherits group %d session %d\n", getpgrp() == sid, getsid(0) == sid);
			_exit(0);
		}
		wait(0);
		_exit(0);
	}
	wait(0);
	printf("bad group: %d", setpgid(0, -5));
	printf(" %s\n", strerror(errno));
	printf("no such: %d", setpgid(999999, 0));
	printf(" %s\n", strerror(errno));
	printf("getsid of nobody: %d", getsid(999999));
	printf(" %s\n", strerror(errno));
	return 0;
}
