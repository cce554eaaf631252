// getcwd with a buffer that is too small, just enough, absent; after chdir through a link.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char dir[] = "/tmp/fileXXXXXX";
#define SHOW(e) do { errno = 0; char *r_ = (e); int e_ = errno; printf("%s: %s\n", #e, r_ ? r_[1] ? r_ + strlen(dir) : r_ : strerror(e_)); } while (0)

int main(void)
{
	char buffer[200];
	if (!mkdtemp(dir) || chdir(dir))
		return 1;
	size_t length = strlen(dir);
	SHOW(getcwd(buffer, sizeof buffer));
	SHOW(getcwd(buffer, length));
	SHOW(getcwd(buffer, length + 1));
	SHOW(getcwd(buffer, 0));
	SHOW(getcwd(buffer, 1));
	SHOW(getcwd(0, 0));
	SHOW(get_current_dir_name());
	mkdir("d", 0700);
	symlink("d", "l");
	chdir("l");
	SHOW(getcwd(buffer, sizeof buffer));
	chdir("..");
	SHOW(getcwd(buffer, sizeof buffer));
	int fd = open("d", O_RDONLY);
	fchdir(fd);
	SHOW(getcwd(buffer, sizeof buffer));
	printf("%d", chdir("none"));
	printf(" %s\n", strerror(errno));
	printf("%d", chdir("../l/../x"));
	printf(" %s\n", strerror(errno));
	printf("%d", fchdir(0));
	printf(" %s\n", strerror(errno));
	SHOW(getcwd(buffer, sizeof buffer));
	chdir("/");
	SHOW(getcwd(buffer, sizeof buffer));
	SHOW(getcwd(buffer, 2));
	chdir(dir);
	unlink("l"), rmdir("d");
	chdir("/");
	return rmdir(dir);
}
