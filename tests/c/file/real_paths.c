// realpath: links, dots, slashes, and its errors.
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char dir[] = "/tmp/fileXXXXXX";

static void show(const char *path)
{
	char room[PATH_MAX], *r = realpath(path, room);
	if (!r)
		printf("%s: %s\n", path, strerror(errno));
	else if (strncmp(r, dir, strlen(dir)) == 0)
		printf("%s: DIR%s\n", path, r + strlen(dir));
	else
		printf("%s: %s\n", path, r);
}

int main(void)
{
	if (!mkdtemp(dir) || chdir(dir))
		return 1;
	mkdir("a", 0755);
	mkdir("a/b", 0755);
	close(open("a/b/file", O_CREAT | O_WRONLY, 0644));
	symlink("a/b", "link");
	symlink("link/file", "chain");
	symlink("/", "root");
	symlink("self", "self");
	symlink("missing", "dangling");
	show(".");
	show("a/b/file");
	show("a//b///file");
	show("a/../a/./b/..");
	show("link/..");
	show("chain");
	show("root");
	show("root/../..");
	show("/");
	show("//");
	show("self");
	show("dangling");
	show("a/none");
	show("a/none/..");
	show("a/b/file/..");
	show("a/b/file/");
	show("");
	char *own = realpath("link", NULL);
	printf("allocated %s\n", own + strlen(dir));
	free(own);
	errno = 0;
	printf("%d", realpath(NULL, NULL) != NULL);
	printf(" %s\n", strerror(errno));
	unlink("a/b/file"), unlink("link"), unlink("chain"), unlink("root"), unlink("self"), unlink("dangling");
	rmdir("a/b"), rmdir("a");
	chdir("/");
	return rmdir(dir);
}
