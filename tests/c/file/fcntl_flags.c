// Descriptor flags and status flags, and what F_DUPFD does with them.
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
	int fd = open("/dev/null", O_WRONLY | O_APPEND | O_CLOEXEC);
	printf("%d %o\n", fcntl(fd, F_GETFD), fcntl(fd, F_GETFL) & (O_ACCMODE | O_APPEND | O_NONBLOCK));
	SHOW(fcntl(fd, F_SETFL, O_NONBLOCK));
	printf("%o\n", fcntl(fd, F_GETFL) & (O_ACCMODE | O_APPEND | O_NONBLOCK));
	int d = fcntl(fd, F_DUPFD, 30), e = fcntl(fd, F_DUPFD_CLOEXEC, 30);
	printf("%d %d: %d %d\n", d, e, fcntl(d, F_GETFD), fcntl(e, F_GETFD));
	printf("shared %o\n", fcntl(d, F_GETFL) & (O_ACCMODE | O_APPEND | O_NONBLOCK));
	SHOW(fcntl(d, F_SETFD, FD_CLOEXEC));
	SHOW(fcntl(d, F_GETFD));
	SHOW(fcntl(99, F_GETFD));
	SHOW(fcntl(fd, F_DUPFD, -1));
	SHOW(fcntl(fd, 9999));
	SHOW(close(99));
	SHOW(isatty(fd));
	return 0;
}
