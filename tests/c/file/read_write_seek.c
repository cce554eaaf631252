// Offsets: sequential, pread and pwrite, past the end, holes, negative.
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
	char b[20] = "";
	if (!enter())
		return 1;
	int fd = open("f", O_CREAT | O_RDWR, 0644);
	SHOW(write(fd, "hello world", 11));
	SHOW(lseek(fd, 0, SEEK_CUR));
	SHOW(lseek(fd, 6, SEEK_SET));
	SHOW(read(fd, b, 3));
	printf("%s\n", b);
	SHOW(lseek(fd, -2, SEEK_END));
	SHOW(read(fd, b, 20));
	SHOW(read(fd, b, 20));
	SHOW(pread(fd, b, 5, 0));
	printf("%.5s\n", b);
	SHOW(lseek(fd, 0, SEEK_CUR));
	SHOW(pwrite(fd, "J", 1, 0));
	SHOW(lseek(fd, 100000, SEEK_SET));
	SHOW(write(fd, "x", 1));
	SHOW(pread(fd, b, 2, 50000));
	printf("%d %d\n", b[0], b[1]);
	SHOW(lseek(fd, 0, SEEK_END));
	SHOW(lseek(fd, -1, SEEK_SET));
	SHOW(lseek(fd, 0, 99));
	SHOW(pread(fd, b, 1, -1));
	SHOW(read(fd, b, 0));
	close(fd);
	fd = open("f", O_RDONLY);
	SHOW(write(fd, "x", 1));
	close(fd);
	fd = open("f", O_WRONLY);
	SHOW(read(fd, b, 1));
	close(fd);
	SHOW(read(fd, b, 1));
	unlink("f");
	leave();
	return 0;
}
