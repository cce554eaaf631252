// A pseudo-terminal: echo, line editing, end of file, raw mode, window size.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

static void show(const char *what, int fd)
{
	char b[200];
	usleep(20000);
	int n = read(fd, b, sizeof b);
	printf("%s %d:", what, n);
	for (int i = 0; i < n; i++)
		printf(b[i] >= 32 && b[i] < 127 ? "%c" : "<%02x>", b[i]);
	printf("\n");
}

int main(void)
{
	int m = posix_openpt(O_RDWR | O_NOCTTY);
	printf("%d %d\n", grantpt(m), unlockpt(m));
	int s = open(ptsname(m), O_RDWR | O_NOCTTY);
	if (m < 0 || s < 0)
		return perror("pty"), 1;
	fcntl(m, F_SETFL, O_NONBLOCK);
	fcntl(s, F_SETFL, O_NONBLOCK);
	printf("tty %d %d\n", isatty(s), isatty(m));
	write(m, "helo\x7f\x7fllo\n", 10);
	show("echo", m);
	show("line", s);
	write(m, "part", 4);
	show("incomplete", s);
	write(m, "\x04", 1);
	show("end", s);
	write(s, "out\n", 4);
	show("output", m);
	struct termios t;
	tcgetattr(s, &t);
	cfmakeraw(&t);
	printf("%d\n", tcsetattr(s, TCSANOW, &t));
	show("flush", m);
	write(m, "\x03\r\x04", 3);
	show("raw echo", m);
	show("raw", s);
	write(s, "a\nb", 3);
	show("raw output", m);
	struct winsize w = { 33, 99, 0, 0 }, g;
	ioctl(m, TIOCSWINSZ, &w);
	ioctl(s, TIOCGWINSZ, &g);
	printf("%d x %d\n", g.ws_row, g.ws_col);
	close(s);
	char c;
	printf("%zd", read(m, &c, 1));
	printf(" %s\n", strerror(errno));
	return 0;
}
