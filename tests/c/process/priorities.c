// nice and getpriority: values, limits, inheritance; one may lower oneself.
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static void show(const char *what, int which, int who)
{
	errno = 0;
	int n = getpriority(which, who);
	printf("%s %d %s\n", what, n, errno ? strerror(errno) : "");
}

int main(void)
{
	setpriority(PRIO_PROCESS, 0, 3);
	show("set", PRIO_PROCESS, 0);
	errno = 0;
	printf("nice %d %d\n", nice(4), errno);
	show("now", PRIO_PROCESS, getpid());
	fflush(stdout);
	if (fork() == 0) {
		show("child", PRIO_PROCESS, 0);
		printf("nice %d\n", nice(100));
		show("most", PRIO_PROCESS, 0);
		fflush(stdout);
		_exit(0);
	}
	wait(0);
	show("parent", PRIO_PROCESS, 0);
	fflush(stdout);
	if (fork() == 0) {
		setpgid(0, 0);
		printf("group %d\n", setpriority(PRIO_PGRP, 0, 12));
		show("in group", PRIO_PGRP, 0);
		show("process", PRIO_PROCESS, 0);
		fflush(stdout);
		_exit(0);
	}
	wait(0);
	show("nobody", PRIO_PROCESS, 999999);
	show("which", 77, 0);
	printf("%d", setpriority(PRIO_PROCESS, 999999, 1));
	printf(" %s\n", strerror(errno));
	printf("%d", setpriority(77, 0, 1));
	printf(" %s\n", strerror(errno));
	return 0;
}
