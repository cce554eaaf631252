// null, zero, full, random.
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
	char b[100], c[100];
	int fd = open("/dev/null", O_RDWR);
	SHOW(write(fd, "x", 1)); SHOW(read(fd, b, 1));
	fd = open("/dev/zero", O_RDWR);
	memset(b, 1, sizeof b);
	SHOW(read(fd, b, 100)); SHOW(write(fd, b, 10));
	printf("%d %d\n", b[0], b[99]);
	fd = open("/dev/full", O_RDWR);
	SHOW(write(fd, "x", 1)); SHOW(read(fd, b, 10));
	fd = open("/dev/urandom", O_RDONLY);
	SHOW(read(fd, b, 100)); SHOW(read(fd, c, 100));
	printf("different %d\n", memcmp(b, c, 100) != 0);
	return 0;
}
