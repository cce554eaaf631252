// RLIMIT_NOFILE: the lowest number that is refused, EMFILE from every call that makes descriptors.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#define SHOW(e) do { long r_ = (e); int e_ = errno; printf("%s = %ld %s\n", #e, r_, r_ < 0 ? strerror(e_) : ""); } while (0)

int main(void)
{
	struct rlimit l;
	int p[2], fd, last = -1;
	getrlimit(RLIMIT_NOFILE, &l);
	l.rlim_cur = 20;
	SHOW(setrlimit(RLIMIT_NOFILE, &l));
	SHOW(sysconf(_SC_OPEN_MAX));
	SHOW(getdtablesize());
	while ((fd = open("/dev/null", O_RDONLY)) >= 0)
		last = fd;
	printf("last %d, then %s\n", last, strerror(errno));
	SHOW(dup(0));
	SHOW(pipe(p));
	SHOW(socketpair(AF_UNIX, SOCK_STREAM, 0, p));
	SHOW(dup2(0, 20));
	SHOW(dup2(0, 19));
	printf("%d", fopen("/dev/null", "r") != NULL);
	printf(" %s\n", strerror(errno));
	/* A higher one that is open stays usable when the limit falls below it. */
	l.rlim_cur = 10;
	SHOW(setrlimit(RLIMIT_NOFILE, &l));
	SHOW(fcntl(19, F_GETFD));
	close(15);
	SHOW(open("/dev/null", O_RDONLY));
	close(7);
	SHOW(open("/dev/null", O_RDONLY));
	l.rlim_cur = 0;
	SHOW(setrlimit(RLIMIT_NOFILE, &l));
	close(7);
	SHOW(open("/dev/null", O_RDONLY));
	return 0;
}
