// Opening a named pipe: non-blocking reader at once, non-blocking writer needs a reader, O_RDWR needs nobody.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char dir[] = "/tmp/fifoXXXXXX";
#define SHOW(e) do { long r_ = (e); int e_ = errno; printf("%s = %ld %s\n", #e, r_, r_ < 0 ? strerror(e_) : ""); } while (0)
#define OPENS(e) do { fd = (e); int e_ = errno; printf("%s: %s\n", #e, fd < 0 ? strerror(e_) : "opened"); } while (0)

int main(void)
{
	int fd, reader;
	char buffer[16];
	if (!mkdtemp(dir) || chdir(dir))
		return 1;
	SHOW(mkfifo("p", 0600));
	SHOW(mkfifo("p", 0600));
	SHOW(mkfifo("none/p", 0600));
	SHOW(mknod("q", S_IFIFO | 0600, 0));
	OPENS(open("p", O_WRONLY | O_NONBLOCK));
	OPENS(open("p", O_RDONLY | O_NONBLOCK));
	reader = fd;
	SHOW(read(reader, buffer, sizeof buffer));
	OPENS(open("p", O_WRONLY | O_NONBLOCK));
	SHOW(read(reader, buffer, sizeof buffer));
	SHOW(write(fd, "hello", 5));
	SHOW(read(reader, buffer, sizeof buffer));
	SHOW(read(fd, buffer, 1));
	SHOW(write(reader, "x", 1));
	SHOW(close(fd));
	SHOW(read(reader, buffer, sizeof buffer));
	SHOW(close(reader));
	OPENS(open("q", O_RDWR));
	SHOW(write(fd, "self", 4));
	SHOW(read(fd, buffer, sizeof buffer));
	SHOW(lseek(fd, 0, SEEK_CUR));
	SHOW(pread(fd, buffer, 1, 0));
	SHOW(ftruncate(fd, 0));
	SHOW(close(fd));
	OPENS(open("p", O_RDONLY | O_DIRECTORY));
	OPENS(open("p", O_RDWR | O_CREAT | O_EXCL, 0600));
	OPENS(open("p", O_RDWR | O_CREAT | O_TRUNC, 0600));
	SHOW(unlink("p"));
	SHOW(unlink("q"));
	chdir("/");
	SHOW(rmdir(dir) == 0);
	return 0;
}
