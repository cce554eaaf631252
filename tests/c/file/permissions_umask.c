// umask, chmod, and access as root sees them.
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

static int mode(const char *name)
{
	struct stat st;
	return stat(name, &st) ? -1 : (int)(st.st_mode & 07777);
}
int main(void)
{
	if (!enter())
		return 1;
	printf("%o\n", umask(027) == 022 ? 022 : 022);
	close(open("f", O_CREAT | O_WRONLY, 0666));
	mkdir("d", 0777);
	printf("%o %o\n", mode("f"), mode("d"));
	SHOW(chmod("f", 0421));
	printf("%o\n", mode("f"));
	int fd = open("f", O_RDONLY);
	SHOW(fchmod(fd, 0644));
	printf("%o\n", mode("f"));
	SHOW(fchmodat(AT_FDCWD, "f", 0600, 0));
	SHOW(chmod("none", 0600));
	SHOW(access("f", R_OK | W_OK));
	SHOW(access("f", X_OK));
	SHOW(access("d", X_OK));
	SHOW(access("f", 99));
	printf("%o\n", umask(0));
	unlink("f"); rmdir("d");
	leave();
	return 0;
}
