// chdir, fchdir, getcwd, .. and the *at calls.
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
	char b[200], b2[200];
	if (!enter())
		return 1;
	mkdir("a", 0755);
	mkdir("a/b", 0755);
	symlink("a/b", "link");
	SHOW(chdir("a/b"));
	getcwd(b, sizeof b);
	printf("%s\n", strrchr(b, 47));
	SHOW(chdir("../.."));
	SHOW(chdir("link"));
	getcwd(b, sizeof b);
	printf("%s\n", strrchr(b, 47));
	SHOW(chdir(".."));
	getcwd(b, sizeof b);
	printf("%s\n", strrchr(b, 47));
	int fd = open(".", O_RDONLY | O_DIRECTORY);
	SHOW(chdir("/"));
	printf("%s\n", getcwd(b2, sizeof b2));
	SHOW(mkdirat(fd, "c", 0755));
	int f = openat(fd, "c/file", O_CREAT | O_WRONLY, 0644);
	SHOW(f > 2);
	SHOW(fchdir(fd));
	SHOW(access("c/file", F_OK));
	SHOW(unlinkat(fd, "c/file", 0));
	SHOW(unlinkat(fd, "c", AT_REMOVEDIR));
	SHOW(openat(f, "x", O_RDONLY));
	SHOW(openat(999, "x", O_RDONLY));
	SHOW(chdir("none"));
	SHOW((long)getcwd(b, 1) == 0 && errno == ERANGE);
	chdir("..");
	unlink("link"); rmdir("a/b"); rmdir("a");
	leave();
	return 0;
}
