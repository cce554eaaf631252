// basename and dirname of every shape of path; statvfs, creat, lockf, sync functions, fpathconf, owners.
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <unistd.h>

#define SHOW(e) do { long r_ = (e); int e_ = errno; printf("%s = %ld %s\n", #e, r_, r_ < 0 ? strerror(e_) : ""); } while (0)

int main(void)
{
	static const char *paths[] = { "", "/", "///", "a", "a/", "/a", "/a/", "a/b", "a//b//", "/a/b", ".", "..", "a/..", "/usr/lib/" };
	for (int i = 0; i < 14; i++) {
		char a[20], b[20];
		strcpy(a, paths[i]), strcpy(b, paths[i]);
		printf("'%s' '%s' '%s'\n", paths[i], basename(a), dirname(b));
	}
	printf("null '%s' '%s'\n", basename(0), dirname(0));
	char dir[] = "/tmp/partXXXXXX";
	if (!mkdtemp(dir) || chdir(dir))
		return 1;
	umask(022);
	int fd = creat("f", 0666);
	struct stat s;
	fstat(fd, &s);
	printf("creat %d %o %d\n", fd >= 0, s.st_mode & 07777, fcntl(fd, F_GETFL) & O_ACCMODE);
	write(fd, "0123456789", 10);
	close(creat("f", 0));
	fstat(fd, &s);
	printf("emptied %ld\n", (long)s.st_size);
	SHOW(creat("no/f", 0600));
	SHOW(fsync(fd));
	SHOW(fdatasync(fd));
	int p[2];
	pipe(p);
	SHOW(fsync(p[0]));
	SHOW(fdatasync(p[0]));
	SHOW(fsync(-1));
	SHOW(fchown(fd, getuid(), -1));
	SHOW(fchown(-1, 0, 0));
	symlink("f", "l");
	SHOW(lchown("l", 12, 34));
	lstat("l", &s);
	printf("link %d %d", s.st_uid, s.st_gid);
	stat("l", &s);
	printf(" file %d\n", s.st_uid);
	SHOW(fchown(fd, 5, 6));
	fstat(fd, &s);
	printf("owner %d %d\n", s.st_uid, s.st_gid);
	SHOW(lchown("none", 0, 0));
	SHOW(fpathconf(fd, _PC_NAME_MAX));
	SHOW(fpathconf(fd, _PC_PIPE_BUF));
	SHOW(fpathconf(fd, _PC_PATH_MAX));
	SHOW(fpathconf(fd, _PC_NO_TRUNC));
	SHOW(fpathconf(fd, _PC_VDISABLE));
	SHOW(fpathconf(fd, _PC_CHOWN_RESTRICTED));
	errno = 0;
	SHOW(fpathconf(fd, 9999));
	SHOW(fpathconf(-1, _PC_NAME_MAX));
	/* A lock is the process's, from the position on. */
	fd = open("f", O_RDWR);
	lseek(fd, 10, SEEK_SET);
	SHOW(lockf(fd, F_LOCK, 5));
	SHOW(lockf(fd, F_TEST, 5));
	fflush(stdout);
	if (!fork()) {
		lseek(fd, 0, SEEK_SET);
		SHOW(lockf(fd, F_TLOCK, 10));
		lseek(fd, 12, SEEK_SET);
		SHOW(lockf(fd, F_TEST, 1) == -1 && (errno == EACCES || errno == EAGAIN));
		SHOW(lockf(fd, F_TLOCK, -1) == -1 && (errno == EACCES || errno == EAGAIN));
		lseek(fd, 15, SEEK_SET);
		SHOW(lockf(fd, F_TEST, 0));
		fflush(stdout);
		_exit(0);
	}
	wait(0);
	lseek(fd, 10, SEEK_SET);
	SHOW(lockf(fd, F_ULOCK, 0));
	SHOW(lockf(fd, 77, 0));
	SHOW(lockf(-1, F_TEST, 0));
	struct statvfs v, w;
	SHOW(statvfs("/tmp", &v));
	SHOW(fstatvfs(fd, &w));
	printf("%d %d %d\n", v.f_namemax >= 255, v.f_bsize >= 512 && v.f_frsize >= 512, v.f_blocks >= v.f_bfree && v.f_bfree >= v.f_bavail);
	printf("%d %d\n", v.f_fsid == w.f_fsid, (v.f_flag & ST_RDONLY) == 0);
	SHOW(statvfs("/no/such", &v));
	SHOW(fstatvfs(-1, &v));
	unlink("f"), unlink("l");
	chdir("/");
	return rmdir(dir);
}
