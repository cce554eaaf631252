// Raw input by VMIN and VTIME: the four cases.
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

static int m, s;

static long ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void set(int least, int tenths)
{
	struct termios t;
	tcgetattr(s, &t);
	cfmakeraw(&t);
	t.c_cc[VMIN] = least;
	t.c_cc[VTIME] = tenths;
	tcsetattr(s, TCSANOW, &t);
}

static void later(const char *keys)
{
	if (fork() == 0) {
		for (; *keys; keys++) {
			usleep(30000);
			write(m, keys, 1);
		}
		_exit(0);
	}
}

int main(void)
{
	char b[32];
	m = posix_openpt(O_RDWR | O_NOCTTY);
	grantpt(m);
	unlockpt(m);
	s = open(ptsname(m), O_RDWR | O_NOCTTY);
	set(0, 0);
	printf("at once: %zd", read(s, b, sizeof b));
	write(m, "abc", 3);
	struct pollfd p = { s, POLLIN, 0 };
	poll(&p, 1, 2000);
	printf(" %zd\n", read(s, b, sizeof b));
	set(0, 2);
	long start = ms();
	printf("timed: %zd", read(s, b, sizeof b));
	printf(" waited %d\n", ms() - start >= 180);
	later("x");
	set(0, 100);
	printf("timed, in time: %zd\n", read(s, b, sizeof b));
	wait(0);
	set(3, 0);
	later("abc");
	printf("three: %zd\n", read(s, b, sizeof b));
	wait(0);
	set(10, 3);
	later("ab");
	start = ms();
	printf("between: %zd", read(s, b, sizeof b));
	printf(" waited %d\n", ms() - start >= 290);
	wait(0);
	/* Fewer asked for than the least. */
	set(5, 0);
	write(m, "abcdefg", 7);
	printf("two at a time: %zd", read(s, b, 2));
	printf(" %zd", read(s, b, 2));
	printf(" %zd\n", read(s, b, 2));
	tcflush(s, TCIFLUSH);
	/* Control characters are plain bytes. */
	set(1, 0);
	write(m, "\x03\x04\x15\x1a\r\n", 6);
	poll(&p, 1, 2000);
	ssize_t n = read(s, b, sizeof b);
	printf("%zd:", n);
	for (ssize_t i = 0; i < n; i++)
		printf(" %d", b[i]);
	printf("\n");
	fcntl(s, F_SETFL, O_NONBLOCK);
	printf("%zd", read(s, b, 1));
	printf(" %s\n", strerror(errno));
	return 0;
}
