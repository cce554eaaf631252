// utimensat and futimens set what they are told to.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char dir[] = "/tmp/fileXXXXXX";
static int enter(void) { return mkdtemp(dir) && chdir(dir) == 0; }
static void leave(void) { chdir("/"); rmdir(dir); }
#define SHOW(e) do { long r_ = (e); int e_ = errno; printf("%s = %ld %s\n", #e, r_, r_ < 0 ? strerror(e_) : ""); } while (0)

#include <sys/time.h>
#include <time.h>
int main(void)
{
	struct stat st;
	if (!enter())
		return 1;
	int fd = open("f", O_CREAT | O_WRONLY, 0644);
	struct timespec t[2] = { { 1000, 5 }, { 2000, 7 } };
	SHOW(futimens(fd, t));
	fstat(fd, &st);
	printf("%ld.%09ld %ld.%09ld\n", (long)st.st_atim.tv_sec, st.st_atim.tv_nsec, (long)st.st_mtim.tv_sec, st.st_mtim.tv_nsec);
	t[0].tv_nsec = UTIME_OMIT;
	t[1].tv_sec = 3000;
	SHOW(utimensat(AT_FDCWD, "f", t, 0));
	stat("f", &st);
	printf("%ld %ld\n", (long)st.st_atime, (long)st.st_mtime);
	t[1].tv_nsec = UTIME_NOW;
	SHOW(utimensat(AT_FDCWD, "f", t, 0));
	stat("f", &st);
	printf("%ld now %d\n", (long)st.st_atime, labs((long)(time(0) - st.st_mtime)) < 60);
	t[0].tv_nsec = 2000000000;
	SHOW(utimensat(AT_FDCWD, "f", t, 0));
	SHOW(utimensat(AT_FDCWD, "none", 0, 0));
	unlink("f");
	leave();
	return 0;
}
