// rename of directories: over an empty one, over a full one, into itself, over a file, with . and ..
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char dir[] = "/tmp/fileXXXXXX";
#define SHOW(e) do { long r_ = (e); int e_ = errno; printf("%s = %ld %s\n", #e, r_, r_ < 0 ? e_ == EEXIST || e_ == ENOTEMPTY ? "not empty" : strerror(e_) : ""); } while (0)

static int links(const char *name)
{
	struct stat st;
	return stat(name, &st) ? -1 : (int)st.st_nlink;
}

static ino_t number(const char *name)
{
	struct stat st;
	return stat(name, &st) ? 0 : st.st_ino;
}

int main(void)
{
	if (!mkdtemp(dir) || chdir(dir))
		return 1;
	mkdir("a", 0755);
	mkdir("a/sub", 0755);
	mkdir("empty", 0755);
	mkdir("full", 0755);
	close(open("full/file", O_CREAT | O_WRONLY, 0644));
	close(open("file", O_CREAT | O_WRONLY, 0644));
	SHOW(rename("a", "full"));
	SHOW(rename("a", "file"));
	SHOW(rename("file", "empty"));
	SHOW(rename("a", "a/sub/b"));
	SHOW(rename("a", "a/b"));
	SHOW(rename("a/sub", "a"));
	SHOW(rename("a", "a"));
	SHOW(rename("a/.", "b"));
	SHOW(rename("none", "b"));
	SHOW(rename("a", "none/b"));
	SHOW(rename("a", ""));
	ino_t before = number("a");
	SHOW(rename("a", "empty"));
	printf("same %d, gone %d, inside %d\n", before == number("empty"), number("a") == 0, number("empty/sub") != 0);
	/* .. of a directory that moved is its new parent. */
	SHOW(rename("empty/sub", "full/sub"));
	printf("parent %d\n", number("full/sub/..") == number("full"));
	/* A trailing slash is for directories. */
	SHOW(rename("file", "new/"));
	SHOW(rename("empty/", "new/"));
	SHOW(rename("file/", "other"));
	/* Where somebody stands may be renamed; he is told the new name. */
	char here[200];
	chdir("new");
	SHOW(rename("../new", "../newer"));
	printf("%s\n", getcwd(here, sizeof here) + strlen(dir));
	chdir("..");
	unlink("full/file"), unlink("file"), rmdir("full/sub"), rmdir("full"), rmdir("newer");
	chdir("/");
	SHOW(rmdir(dir) == 0);
	return 0;
}
