// utimensat: UTIME_OMIT keeps, UTIME_NOW sets, both with nanoseconds; the change time always moves.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>
#include <utime.h>

static char dir[] = "/tmp/fileXXXXXX";
#define SHOW(e) do { long r_ = (e); int e_ = errno; printf("%s = %ld %s\n", #e, r_, r_ < 0 ? strerror(e_) : ""); } while (0)

static void times(const char *name)
{
	struct stat st;
	time_t now = time(0);
	lstat(name, &st);
	struct timespec *t[2] = { &st.st_atim, &st.st_mtim };
	for (int i = 0; i < 2; i++)
		if (labs(now - t[i]->tv_sec) < 100)
			printf("now ");
		else
			printf("%ld.%09ld ", (long)t[i]->tv_sec, t[i]->tv_nsec);
	printf("changed now %d\n", labs(now - st.st_ctim.tv_sec) < 100);
}

int main(void)
{
	if (!mkdtemp(dir) || chdir(dir))
		return 1;
	int fd = open("f", O_CREAT | O_RDWR, 0600);
	symlink("f", "l");
	struct timespec both[2] = { { 1000, 123456789 }, { 2000, 987654321 } };
	SHOW(utimensat(AT_FDCWD, "f", both, 0));
	times("f");
	both[0].tv_nsec = UTIME_OMIT;
	both[1].tv_sec = 3000;
	both[1].tv_nsec = 5;
	SHOW(utimensat(AT_FDCWD, "f", both, 0));
	times("f");
	both[0].tv_nsec = UTIME_NOW;
	both[1].tv_nsec = UTIME_OMIT;
	SHOW(futimens(fd, both));
	times("f");
	both[0] = (struct timespec){ 77, 0 };
	both[1] = (struct timespec){ 88, 0 };
	SHOW(utimensat(AT_FDCWD, "l", both, AT_SYMLINK_NOFOLLOW));
	times("l");
	times("f");
	both[0].tv_nsec = 1000000000;
	SHOW(utimensat(AT_FDCWD, "f", both, 0));
	SHOW(utimensat(AT_FDCWD, "none", 0, 0));
	SHOW(utimensat(99, "f", 0, 0));
	SHOW(futimens(-1, 0));
	struct utimbuf old = { 500, 600 };
	SHOW(utime("f", &old));
	times("f");
	struct timeval micro[2] = { { 10, 20 }, { 30, 40 } };
	SHOW(utimes("f", micro));
	times("f");
	SHOW(lutimes("l", micro));
	times("l");
	SHOW(futimes(fd, micro));
	SHOW(utimensat(AT_FDCWD, "f", 0, 0));
	times("f");
	struct timespec before[2] = { { -5, 0 }, { -1000000, 0 } };
	SHOW(utimensat(AT_FDCWD, "f", before, 0));
	times("f");
	unlink("f"), unlink("l");
	chdir("/");
	return rmdir(dir);
}
