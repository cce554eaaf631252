// link, symlink, readlink, unlink and their errors.
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
	char b[30] = "";
	if (!enter())
		return 1;
	close(open("f", O_CREAT | O_WRONLY, 0644));
	SHOW(link("f", "g"));
	SHOW(link("f", "g"));
	SHOW(link("none", "h"));
	SHOW(symlink("f", "s"));
	SHOW(symlink("f", "s"));
	SHOW(readlink("s", b, sizeof b));
	SHOW(readlink("f", b, sizeof b));
	SHOW(readlink("none", b, sizeof b));
	symlink("0123456789", "t");
	SHOW(readlink("t", b, 4));
	printf("%.4s\n", b);
	SHOW(unlink("none"));
	SHOW(unlink("f/x"));
	mkdir("d", 0755);
	printf("%d\n", unlink("d") == -1 && (errno == EISDIR || errno == EPERM));
	SHOW(unlink("f")); SHOW(access("g", F_OK)); SHOW(access("s", F_OK));
	SHOW(unlink("g")); SHOW(unlink("s")); SHOW(unlink("t")); SHOW(rmdir("d"));
	leave();
	return 0;
}
