// What setsid and setpgid refuse: leaders, other sessions, children after exec, groups that are not there.
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define SHOW(e) do { long r_ = (e); int e_ = errno; printf("%s = %s\n", #e, r_ < 0 ? strerror(e_) : "done"); } while (0)

int main(int argc, char **argv)
{
	int p[2], q[2];
	char c;
	if (argc > 1) {
		write(1, "x", 1);
		read(0, &c, 1);
		return 0;
	}
	if (fork() == 0) {
		SHOW(setsid());
		SHOW(setsid());
		printf("leads session %d and group %d\n", getsid(0) == getpid(), getpgrp() == getpid());
		SHOW(setpgid(0, 0));
		SHOW(setpgid(0, getppid()));
		SHOW(setpgid(getppid(), 0));
		SHOW(setpgid(0, -5));
		SHOW(setpgid(-5, 0));
		SHOW(setpgid(999999, 0));
		SHOW(getpgid(999999));
		SHOW(getsid(999999));
		pipe(p), pipe(q);
		pid_t child = fork();
		if (child == 0) {
			read(p[0], &c, 1);
			_exit(0);
		}
		SHOW(setpgid(child, 999999));
		SHOW(setpgid(child, child));
		printf("moved %d\n", getpgid(child) == child);
		SHOW(setpgid(child, getpgrp()));
		pid_t other = fork();
		if (other == 0) {
			setsid();
			write(q[1], "x", 1);
			read(p[0], &c, 1);
			_exit(0);
		}
		read(q[0], &c, 1);
		SHOW(setpgid(other, 0));
		SHOW(setpgid(child, other));
		pid_t third = fork();
		if (third == 0) {
			dup2(p[0], 0);
			dup2(q[1], 1);
			execl("/proc/self/exe", argv[0], "x", (char *)0);
			_exit(9);
		}
		read(q[0], &c, 1);
		SHOW(setpgid(third, 0));
		write(p[1], "xxx", 3);
		while (wait(0) > 0)
			;
		SHOW(setpgid(child, 0));
		fflush(stdout);
		_exit(0);
	}
	wait(0);
	return 0;
}
