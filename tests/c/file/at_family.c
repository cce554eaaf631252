// The *at calls: relative to a directory, to the working directory, absolute, and their flags.
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
	char buffer[64];
	if (!mkdtemp(dir) || chdir(dir))
		return 1;
	mkdir("d", 0755);
	int d = open("d", O_RDONLY | O_DIRECTORY), f = open("plain", O_CREAT | O_RDWR, 0644);
	SHOW(close(openat(d, "file", O_CREAT | O_WRONLY, 0640)));
	SHOW(access("d/file", F_OK));
	SHOW(faccessat(d, "file", F_OK, 0));
	SHOW(faccessat(AT_FDCWD, "d/file", R_OK, AT_EACCESS));
	SHOW(openat(f, "file", O_RDONLY));
	SHOW(openat(99, "file", O_RDONLY));
	SHOW(close(openat(99, "/tmp", O_RDONLY)));
	SHOW(mkdirat(d, "sub", 0750));
	SHOW(symlinkat("file", d, "link"));
	SHOW(readlinkat(d, "link", buffer, sizeof buffer));
	SHOW(fstatat(d, "link", &st, 0));
	printf("regular %d\n", S_ISREG(st.st_mode));
	SHOW(fstatat(d, "link", &st, AT_SYMLINK_NOFOLLOW));
	printf("link %d\n", S_ISLNK(st.st_mode));
	SHOW(fstatat(f, "", &st, AT_EMPTY_PATH));
	printf("mode %o\n", st.st_mode & 07777);
	SHOW(fstatat(f, "", &st, 0));
	SHOW(fstatat(d, "x", &st, 0x40000000));
	SHOW(linkat(d, "link", d, "hard", 0));
	fstatat(d, "hard", &st, AT_SYMLINK_NOFOLLOW);
	printf("link %d\n", S_ISLNK(st.st_mode));
	SHOW(linkat(d, "link", d, "hard2", AT_SYMLINK_FOLLOW));
	fstatat(d, "hard2", &st, AT_SYMLINK_NOFOLLOW);
	printf("regular %d count %d\n", S_ISREG(st.st_mode), (int)st.st_nlink);
	SHOW(renameat(d, "hard2", AT_FDCWD, "moved"));
	SHOW(renameat2(AT_FDCWD, "moved", AT_FDCWD, "plain", RENAME_NOREPLACE));
	SHOW(renameat2(AT_FDCWD, "moved", AT_FDCWD, "plain", RENAME_EXCHANGE));
	SHOW(fchmodat(d, "file", 0600, 0));
	SHOW(fchownat(d, "link", -1, -1, AT_SYMLINK_NOFOLLOW));
	SHOW(mknodat(d, "node", S_IFREG | 0600, 0));
	SHOW(mkfifoat(d, "pipe", 0600));
	SHOW(unlinkat(d, "sub", 0));
	SHOW(unlinkat(d, "file", AT_REMOVEDIR));
	SHOW(unlinkat(d, "sub", AT_REMOVEDIR));
	SHOW(unlinkat(d, "x", 0x40000000));
	for (char *names[] = { "file", "link", "hard", "node", "pipe", 0 }, **n = names; *n; n++)
		printf("%d", unlinkat(d, *n, 0));
	printf("\n");
	unlink("moved"), unlink("plain"), rmdir("d");
	chdir("/");
	SHOW(rmdir(dir) == 0);
	return 0;
}
