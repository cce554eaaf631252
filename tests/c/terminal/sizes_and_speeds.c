// Speeds in termios; window sizes by the functions of POSIX.1-2024, seen from both ends.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

/* glibc 2.36 lacks these two. */
#ifdef __GLIBC__
#define tcgetwinsize(fd, w) ioctl(fd, TIOCGWINSZ, w)
#define tcsetwinsize(fd, w) ioctl(fd, TIOCSWINSZ, w)
#endif

int main(void)
{
	struct termios t;
	int m = posix_openpt(O_RDWR | O_NOCTTY);
	grantpt(m), unlockpt(m);
	int s = open(ptsname(m), O_RDWR | O_NOCTTY);
	tcgetattr(s, &t);
	printf("%d %d\n", cfgetispeed(&t) == cfgetospeed(&t), cfgetospeed(&t) == B38400);
	printf("%d %d", cfsetispeed(&t, B9600), cfgetispeed(&t) == B9600);
	printf(" %d %d", cfsetospeed(&t, B1200), cfgetospeed(&t) == B1200);
	errno = 0;
	int r = cfsetospeed(&t, 77777777);
	printf(" %d %d\n", r, errno == EINVAL);
	struct winsize w = { .ws_row = 30, .ws_col = 100 };
	printf("%d", tcsetwinsize(m, &w));
	memset(&w, 0, sizeof w);
	printf(" %d", tcgetwinsize(s, &w));
	printf(" %d %d\n", w.ws_row, w.ws_col);
	w.ws_row = 5;
	printf("%d", tcsetwinsize(s, &w));
	memset(&w, 0, sizeof w);
	printf(" %d", tcgetwinsize(m, &w));
	printf(" %d %d\n", w.ws_row, w.ws_col);
	int p[2];
	pipe(p);
	errno = 0;
	r = tcgetwinsize(p[0], &w);
	printf("%d %d", r, errno == ENOTTY);
	r = tcsetwinsize(-1, &w);
	printf(" %d %d\n", r, errno == EBADF);
	return 0;
}
