// open with each flag, on what exists and what does not.
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

int main(void)
{
	if (!enter())
		return 1;
	SHOW(open("f", O_RDONLY));
	SHOW(open("f", O_CREAT | O_EXCL | O_RDWR, 0644) > 2);
	SHOW(open("f", O_CREAT | O_EXCL | O_RDWR, 0644));
	SHOW(open("f/", O_RDONLY));
	SHOW(open("f/x", O_RDONLY));
	SHOW(open(".", O_WRONLY));
	SHOW(open(".", O_RDONLY) > 2);
	SHOW(open("f", O_DIRECTORY));
	SHOW(open("new/", O_CREAT | O_WRONLY, 0644));
	SHOW(open("", O_RDONLY));
	symlink("f", "l");
	symlink("loop", "loop");
	symlink("nowhere", "dangling");
	SHOW(open("l", O_RDONLY) > 2);
	SHOW(open("l", O_RDONLY | O_NOFOLLOW));
	SHOW(open("loop", O_RDONLY));
	SHOW(open("dangling", O_CREAT | O_EXCL | O_WRONLY, 0644));
	SHOW(open("dangling", O_CREAT | O_WRONLY, 0644) > 2);
	SHOW(access("nowhere", F_OK));
	char longname[300];
	memset(longname, 110, 299);
	longname[299] = 0;
	SHOW(open(longname, O_RDONLY) == -1 && errno == ENAMETOOLONG);
	SHOW(unlink("f")); SHOW(unlink("l")); SHOW(unlink("loop")); SHOW(unlink("dangling")); SHOW(unlink("nowhere"));
	leave();
	return 0;
}
