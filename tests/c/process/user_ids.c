// What a process without privileges may do with its user and group ids.
#include <errno.h>
#include <grp.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define SHOW(e) do { long r_ = (e); int e_ = errno; printf("%s = %ld %s\n", #e, r_, r_ < 0 ? strerror(e_) : ""); } while (0)

int main(void)
{
	uid_t r, e, s;
	gid_t groups[4];
	/* Root becomes somebody; anybody else is that already. */
	if (geteuid() == 0 && (setgroups(0, 0) || setresgid(1234, 1234, 1234) || setresuid(1234, 1234, 1234)))
		return 1;
	uid_t me = getuid();
	gid_t mine = getgid();
	SHOW(setuid(0));
	SHOW(seteuid(0));
	SHOW(setreuid(0, -1));
	SHOW(setresuid(-1, 0, -1));
	SHOW(setgid(0));
	SHOW(setegid(0));
	SHOW(setregid(-1, 0));
	SHOW(setresgid(0, 0, 0));
	SHOW(setuid(me));
	SHOW(seteuid(me));
	SHOW(setreuid(me, me));
	SHOW(setresuid(-1, -1, -1));
	SHOW(setgid(mine));
	SHOW(setuid(-1));
	SHOW(setgroups(1, &mine));
	getresuid(&r, &e, &s);
	printf("same %d %d %d\n", r == me, e == me, s == me);
	printf("issetugid-like: %d\n", getuid() == geteuid() && getgid() == getegid());
	SHOW(getgroups(-1, groups));
	fflush(stdout);
	if (fork() == 0)
		_exit(getuid() == me && getegid() == mine ? 0 : 1);
	int status;
	wait(&status);
	printf("child same %d\n", WEXITSTATUS(status) == 0);
	SHOW(nice(0) == -1 ? -1 : 0);
	return 0;
}
