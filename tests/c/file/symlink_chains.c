// Symbolic links: chains, loops, dangling ones, in the middle of paths, and with a trailing slash.
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
	char name[20], target[20], buffer[64];
	struct stat st;
	if (!mkdtemp(dir) || chdir(dir))
		return 1;
	close(open("file", O_CREAT | O_WRONLY, 0644));
	mkdir("d", 0755);
	close(open("d/inner", O_CREAT | O_WRONLY, 0644));
	strcpy(target, "file");
	for (int i = 0; i < 45; i++) {
		sprintf(name, "c%d", i);
		symlink(target, name);
		strcpy(target, name);
	}
	SHOW(access("c7", F_OK));
	SHOW(access("c39", F_OK));
	SHOW(access("c40", F_OK));
	SHOW(access("c44", F_OK));
	symlink("loop", "loop");
	symlink("two", "one");
	symlink("one", "two");
	SHOW(stat("loop", &st));
	SHOW(lstat("loop", &st));
	SHOW(stat("one/x", &st));
	SHOW(open("two", O_CREAT | O_WRONLY, 0600));
	symlink("nowhere", "dangling");
	SHOW(stat("dangling", &st));
	SHOW(open("dangling", O_CREAT | O_EXCL | O_WRONLY, 0600));
	SHOW(open("dangling", O_RDONLY | O_NOFOLLOW));
	SHOW(close(open("dangling", O_CREAT | O_WRONLY, 0600)));
	SHOW(access("nowhere", F_OK));
	symlink("d", "dlink");
	SHOW(access("dlink/inner", F_OK));
	SHOW(lstat("dlink/", &st));
	printf("directory %d\n", S_ISDIR(st.st_mode));
	SHOW(rmdir("dlink"));
	SHOW(unlink("dlink/"));
	SHOW(mkdir("dangling", 0700));
	SHOW(readlink("dlink", buffer, sizeof buffer));
	SHOW(readlink("dlink", buffer, 1));
	SHOW(readlink("file", buffer, sizeof buffer));
	SHOW(readlink("none", buffer, sizeof buffer));
	SHOW(symlink("", "empty"));
	SHOW(symlink("x", "dlink"));
	lstat("dlink", &st);
	printf("size %d link %d mode %o\n", (int)st.st_size, S_ISLNK(st.st_mode), st.st_mode & 0777);
	SHOW(link("dlink", "dlink2"));
	lstat("dlink2", &st);
	printf("link %d count %d\n", S_ISLNK(st.st_mode), (int)st.st_nlink);
	SHOW(rename("dlink", "moved"));
	SHOW(access("moved/inner", F_OK));
	symlink("../d/../d/./inner", "d/roundabout");
	SHOW(access("d/roundabout", F_OK));
	chdir("/");
	sprintf(buffer, "rm -r %s", dir);
	SHOW(system(buffer));
	return 0;
}
