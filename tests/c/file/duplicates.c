// dup, dup2, dup3 and F_DUPFD: lowest numbers, onto itself, over an open one, ranges and limits.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define SHOW(e) do { long r_ = (e); int e_ = errno; printf("%s = %ld %s\n", #e, r_, r_ < 0 ? strerror(e_) : ""); } while (0)

int main(void)
{
	int fd, copy;
	for (fd = 3; fd < 1024; fd++)
		close(fd);
	struct rlimit limit = { 64, 64 };
	setrlimit(RLIMIT_NOFILE, &limit);
	SHOW(fd = open("/dev/null", O_RDWR | O_CLOEXEC));
	SHOW(dup(fd));
	SHOW(fcntl(4, F_GETFD));
	SHOW(dup2(fd, 10));
	SHOW(dup2(fd, fd));
	SHOW(fcntl(fd, F_GETFD));
	SHOW(dup2(50, 50));
	SHOW(dup2(50, 4));
	SHOW(fcntl(4, F_GETFD));
	SHOW(dup2(fd, -1));
	SHOW(dup2(fd, 64));
	SHOW(dup2(fd, 63));
	SHOW(dup3(fd, fd, 0));
	SHOW(dup3(fd, 20, O_CLOEXEC));
	SHOW(fcntl(20, F_GETFD));
	SHOW(dup3(fd, 21, O_APPEND));
	SHOW(fcntl(fd, F_DUPFD, 10));
	SHOW(fcntl(fd, F_DUPFD_CLOEXEC, 0));
	SHOW(fcntl(5, F_GETFD));
	SHOW(fcntl(fd, F_DUPFD, 63));
	SHOW(fcntl(fd, F_DUPFD, 64));
	SHOW(fcntl(fd, F_DUPFD, -1));
	close(4);
	SHOW(open("/dev/null", O_RDONLY));
	int opened = 0;
	while ((copy = dup(fd)) >= 0)
		opened++;
	printf("%d more, then %s\n", opened, strerror(errno));
	SHOW(open("/dev/null", O_RDONLY));
	int p[2];
	SHOW(pipe(p));
	close(30);
	SHOW(pipe(p));
	SHOW(dup(fd));
	SHOW(close(64));
	SHOW(close(10));
	SHOW(dup(fd));
	return 0;
}
