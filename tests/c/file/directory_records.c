// oracle: POSIX
// posix_getdents of POSIX.1-2024: whole records in the room given, every entry once, types, errors.
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define OK(e) printf("%s %s\n", (e) ? "ok" : "wrong", #e)

int main(void)
{
	char dir[] = "/tmp/dentXXXXXX", name[8];
	if (!mkdtemp(dir) || chdir(dir))
		return 1;
	for (int i = 0; i < 40; i++) {
		snprintf(name, sizeof name, "f%d", i);
		close(open(name, O_CREAT | O_WRONLY, 0600));
	}
	mkdir("sub", 0700);
	int fd = open(".", O_RDONLY | O_DIRECTORY);
	union {
		char b[600];
		struct posix_dent align;
	} u;
	ssize_t n;
	int files = 0, folders = 0, others = 0, whole = 1;
	while ((n = posix_getdents(fd, u.b, sizeof u.b, 0)) > 0)
		for (ssize_t at = 0; at < n;) {
			struct posix_dent *e = (void *)(u.b + at);
			whole &= e->d_reclen > 0 && at + e->d_reclen <= n && e->d_ino != 0;
			files += e->d_name[0] == 'f' && e->d_type == DT_REG;
			folders += !strcmp(e->d_name, "sub") && e->d_type == DT_DIR;
			others += strcmp(e->d_name, "sub") && e->d_name[0] != 'f' && e->d_name[0] != '.';
			at += e->d_reclen;
		}
	OK(n == 0);
	OK(files == 40);
	OK(folders == 1);
	OK(others == 0);
	OK(whole);
	OK(posix_getdents(fd, u.b, sizeof u.b, 0) == 0);
	lseek(fd, 0, SEEK_SET);
	OK(posix_getdents(fd, u.b, sizeof u.b, 0) > 0);
	lseek(fd, 0, SEEK_SET);
	errno = 0;
	OK(posix_getdents(fd, u.b, 4, 0) == -1 && errno == EINVAL);
	errno = 0;
	OK(posix_getdents(-1, u.b, sizeof u.b, 0) == -1 && errno == EBADF);
	int file = open("f1", O_RDONLY);
	errno = 0;
	OK(posix_getdents(file, u.b, sizeof u.b, 0) == -1 && errno == ENOTDIR);
	errno = 0;
	OK(posix_getdents(fd, u.b, sizeof u.b, 0x40000000) == -1 && (errno == EINVAL || errno == EOPNOTSUPP));
	for (int i = 0; i < 40; i++) {
		snprintf(name, sizeof name, "f%d", i);
		unlink(name);
	}
	rmdir("sub");
	chdir("/");
	return rmdir(dir);
}
