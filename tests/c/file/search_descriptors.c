// oracle: POSIX
// A directory opened with O_SEARCH: fchmod, fchown, fstat and fchdir work with it, and with a closed descriptor they do not.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define OK(e) printf("%s %s\n", (e) ? "ok" : "wrong", #e)

int main(void)
{
	char name[] = "/tmp/searchXXXXXX";
	struct stat st;
	if (!mkdtemp(name))
		return 1;
	int fd = open(name, O_SEARCH | O_DIRECTORY);
	OK(fd >= 0);
	OK(fchmod(fd, 0750) == 0);
	OK(stat(name, &st) == 0 && (st.st_mode & 07777) == 0750);
	OK(fchown(fd, geteuid(), getegid()) == 0);
	OK(fchown(fd, -1, -1) == 0);
	OK(fstat(fd, &st) == 0 && S_ISDIR(st.st_mode) && st.st_uid == geteuid());
	OK(fchdir(fd) == 0);
	OK(close(fd) == 0);
	OK(fchmod(fd, 0700) == -1 && errno == EBADF);
	OK(fchown(fd, -1, -1) == -1 && errno == EBADF);
	OK(fchdir(fd) == -1 && errno == EBADF);
	chdir("/");
	OK(rmdir(name) == 0);
	return 0;
}
