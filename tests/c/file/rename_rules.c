// rename: replaces, refuses what POSIX refuses.
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
	close(open("a", O_CREAT | O_WRONLY, 0644));
	close(open("b", O_CREAT | O_WRONLY, 0600));
	mkdir("d", 0755);
	mkdir("d/sub", 0755);
	mkdir("e", 0755);
	SHOW(rename("a", "b"));
	SHOW(access("a", F_OK));
	SHOW(rename("b", "d"));
	SHOW(rename("d", "b"));
	SHOW(rename("d", "d/sub/x"));
	SHOW(rename("e", "d"));
	SHOW(rename("d", "e"));
	SHOW(access("e/sub", F_OK));
	SHOW(rename("none", "x"));
	SHOW(rename("b", "e/sub/b"));
	SHOW(rename("e/sub/b", "e/sub/b"));
	SHOW(rename("e/.", "x"));
	SHOW(rename("b", ""));
	SHOW(unlink("e/sub/b")); SHOW(rmdir("e")); SHOW(rmdir("e/sub")); SHOW(rmdir("e"));
	leave();
	return 0;
}
