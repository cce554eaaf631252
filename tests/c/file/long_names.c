// Names up to NAME_MAX and paths up to PATH_MAX work; longer ones are refused with ENAMETOOLONG.
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char dir[] = "/tmp/fileXXXXXX";
#define SHOW(e) do { long r_ = (e); int e_ = errno; printf("%s = %ld %s\n", #e, r_, r_ < 0 ? strerror(e_) : ""); } while (0)

int main(void)
{
	static char name[300], path[6000];
	struct stat st;
	if (!mkdtemp(dir) || chdir(dir))
		return 1;
	memset(name, 'n', 255);
	SHOW(close(open(name, O_CREAT | O_WRONLY, 0600)));
	SHOW(unlink(name));
	SHOW(mkdir(name, 0700));
	SHOW(rmdir(name));
	name[255] = 'n';
	SHOW(open(name, O_CREAT | O_WRONLY, 0600));
	SHOW(mkdir(name, 0700));
	SHOW(stat(name, &st));
	SHOW(unlink(name));
	SHOW(symlink("x", name));
	SHOW(access(name, F_OK));
	/* A path of PATH_MAX - 1 bytes, most of it "./". */
	for (int length = PATH_MAX - 2; length <= PATH_MAX + 1; length++) {
		for (int i = 0; i < length; i++)
			path[i] = i % 2 ? '/' : '.';
		path[length] = 0;
		path[length - 1] = path[length - 2] = '.';
		path[length - 3] = '/';
		int r = stat(path, &st);
		printf("path of PATH_MAX%+d: %d %s\n", length - PATH_MAX, r, r ? strerror(errno) : "");
	}
	SHOW(stat("", &st));
	SHOW(open("", O_CREAT | O_WRONLY, 0600));
	SHOW(mkdir("", 0700));
	SHOW(pathconf(".", _PC_NAME_MAX));
	SHOW(pathconf(".", _PC_PATH_MAX));
	/* A name with every byte but / and NUL. */
	for (int i = 1; i < 256; i++)
		name[i - 1] = i == '/' ? '_' : i;
	name[255] = 0;
	SHOW(close(open(name, O_CREAT | O_WRONLY, 0600)));
	SHOW(stat(name, &st));
	SHOW(unlink(name));
	chdir("/");
	SHOW(rmdir(dir) == 0);
	return 0;
}
