// What a process may ask about the machine and itself: names, configuration, randomness, ids, exec by PATH.
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	struct utsname u;
	int named = uname(&u) >= 0;
	printf("uname %d %d %s %d\n", named, u.sysname[0] && u.nodename[0] && u.release[0] && u.version[0], u.machine, 0);
	char name[256], small[2];
	printf("gethostname %d", gethostname(name, sizeof name));
	printf(" %d\n", strcmp(name, u.nodename));
	errno = 0;
	int r = gethostname(small, 0);
	printf("small %d\n", r);
	printf("gethostid %d\n", gethostid() == gethostid());
	unsigned char a[256], b[256];
	memset(a, 0, 256), memset(b, 0, 256);
	printf("getentropy %d", getentropy(a, 256));
	printf(" %d", getentropy(b, 256));
	errno = 0;
	printf(" %d %d", memcmp(a, b, 256) != 0, getentropy(a, 0));
	r = getentropy(a, 257);
	printf(" %d %d\n", r, errno == EIO || errno == EINVAL);
	char path[100];
	size_t n = confstr(_CS_PATH, 0, 0);
	printf("confstr %d %d", n > 1, confstr(_CS_PATH, path, sizeof path) == n && strlen(path) == n - 1);
	printf(" %d", strstr(path, "/bin") != 0);
	confstr(_CS_PATH, path, 3);
	errno = 0;
	n = confstr(99999, path, sizeof path);
	printf(" %zu %zu %d\n", strlen(path), n, errno == EINVAL);
	uid_t ru = 7, eu = 7, su = 7;
	gid_t rg = 7, eg = 7, sg = 7;
	printf("getresuid %d %d", getresuid(&ru, &eu, &su), getresgid(&rg, &eg, &sg));
	printf(" %d %d\n", ru == getuid() && eu == geteuid() && su == eu, rg == getgid() && eg == getegid() && sg == eg);
	/* Without a terminal there is no one logged in on it. */
	if (!fork()) {
		setsid();
		close(0), close(1), close(2);
		char who[100];
		int named = getlogin_r(who, sizeof who) == 0, any = getlogin() != 0;
		_exit(named == any ? 0 : 1);
	}
	int status;
	wait(&status);
	printf("getlogin %d\n", status);
	fflush(stdout);
	if (!fork()) {
		execvp("sh", (char *[]){ "sh", "-c", "exit 5", 0 });
		_exit(99);
	}
	wait(&status);
	printf("execvp %d\n", WEXITSTATUS(status));
	if (!fork()) {
		execvp("no such program", (char *[]){ "x", 0 });
		_exit(errno == ENOENT ? 6 : 99);
	}
	wait(&status);
	printf("execvp %d\n", WEXITSTATUS(status));
	/* _Fork runs no handlers. */
	pid_t child = _Fork();
	if (!child)
		_exit(3);
	printf("_Fork %d", waitpid(child, &status, 0) == child);
	printf(" %d\n", WEXITSTATUS(status));
	return 0;
}
