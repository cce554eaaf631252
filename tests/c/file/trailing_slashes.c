// A trailing slash asks for a directory, in every call.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char dir[] = "/tmp/fileXXXXXX";
#define SHOW(e) do { long r_ = (e); int e_ = errno; printf("%s = %ld %s\n", #e, r_, r_ < 0 ? strerror(e_) : ""); } while (0)

int main(void)
{
	struct stat st;
	char buffer[10];
	if (!mkdtemp(dir) || chdir(dir))
		return 1;
	close(open("f", O_CREAT | O_WRONLY, 0600));
	symlink("f", "lf");
	symlink("d", "ld");
	SHOW(mkdir("d/", 0700));
	SHOW(stat("d//", &st));
	SHOW(stat("f/", &st));
	SHOW(lstat("lf/", &st));
	SHOW(lstat("ld/", &st));
	SHOW(open("f/", O_RDONLY));
	SHOW(open("new/", O_CREAT | O_WRONLY, 0600));
	SHOW(open("d/", O_CREAT | O_WRONLY, 0600));
	SHOW(unlink("f/"));
	SHOW(unlink("d/"));
	SHOW(link("f", "g/"));
	SHOW(symlink("f", "s/"));
	SHOW(readlink("lf/", buffer, 10));
	SHOW(mkfifo("p/", 0600));
	SHOW(access("f/.", F_OK));
	SHOW(access("f/..", F_OK));
	SHOW(access("d/.", F_OK));
	SHOW(rmdir("d/."));
	SHOW(chmod("f/", 0644));
	SHOW(truncate("f/", 0));
	SHOW(truncate("d", 0));
	SHOW(rmdir("f"));
	SHOW(rmdir("d/"));
	unlink("f"), unlink("lf"), unlink("ld");
	chdir("/");
	return rmdir(dir);
}
