// O_NONBLOCK belongs to the open description: duplicates and children share it, the other end does not.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define SHOW(e) do { long r_ = (e); int e_ = errno; printf("%s = %ld %s\n", #e, r_, r_ < 0 ? strerror(e_) : ""); } while (0)

static int nonblocking(int fd) { return !!(fcntl(fd, F_GETFL) & O_NONBLOCK); }

int main(void)
{
	int p[2], on = 1, size;
	char c;
	pipe(p);
	int copy = dup(p[0]);
	if (fork() == 0) {
		fcntl(p[0], F_SETFL, O_NONBLOCK);
		_exit(0);
	}
	wait(0);
	printf("%d %d %d\n", nonblocking(p[0]), nonblocking(copy), nonblocking(p[1]));
	SHOW(read(copy, &c, 1));
	on = 0;
	SHOW(ioctl(copy, FIONBIO, &on));
	printf("%d %d\n", nonblocking(p[0]), nonblocking(copy));
	SHOW(pipe2(p, O_NONBLOCK | O_CLOEXEC));
	printf("%d %d %d\n", nonblocking(p[0]), nonblocking(p[1]), fcntl(p[0], F_GETFD) == FD_CLOEXEC);
	SHOW(read(p[0], &c, 1));
	SHOW(write(p[1], "abc", 3));
	SHOW(ioctl(p[0], FIONREAD, &size));
	printf("%d\n", size);
	SHOW(read(p[0], &c, 0));
	SHOW(write(p[1], &c, 0));
	SHOW(pipe2(p, 0x20000000));
	SHOW(lseek(p[0], 0, SEEK_SET));
	SHOW(fcntl(p[1], F_GETFL) & O_ACCMODE);
	return 0;
}
