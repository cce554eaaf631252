// What echo shows: characters, control characters, erasing, killed lines, new lines without echo.
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

static int m, s;

static void drain(const char *title)
{
	char c;
	struct pollfd p = { m, POLLIN, 0 };
	printf("%s:", title);
	while (poll(&p, 1, 150) > 0 && read(m, &c, 1) == 1)
		if (c < ' ' || c == 127)
			printf("<%d>", c);
		else
			putchar(c);
	printf("\n");
}

static void with(const char *title, int on, int off, const char *keys, size_t length)
{
	struct termios t;
	tcgetattr(s, &t);
	t.c_lflag |= on;
	t.c_lflag &= ~off;
	tcsetattr(s, TCSANOW, &t);
	write(m, keys, length);
	drain(title);
	tcflush(s, TCIFLUSH);
}
#define WITH(title, on, off, k) with(title, on, off, k, sizeof k - 1)

int main(void)
{
	struct termios t;
	m = posix_openpt(O_RDWR | O_NOCTTY);
	grantpt(m);
	unlockpt(m);
	s = open(ptsname(m), O_RDWR | O_NOCTTY);
	tcgetattr(s, &t);
	t.c_lflag = ICANON | ECHO | IEXTEN;
	t.c_iflag = ICRNL;
	t.c_oflag = OPOST | ONLCR;
	tcsetattr(s, TCSANOW, &t);
	WITH("plain", 0, 0, "abc\n");
	WITH("control characters", 0, ECHOCTL, "a\x01\x02\n");
	WITH("control characters shown", ECHOCTL, 0, "a\x01\x02\n");
	WITH("erase without ECHOE", 0, ECHOE, "ab\x7f\n");
	WITH("erase", ECHOE, 0, "ab\x7f\n");
	WITH("erase of a control character", ECHOE, 0, "a\x01\x7f\n");
	WITH("kill with ECHOK", ECHOK, ECHOKE, "abc\x15\n");
	WITH("kill with ECHOKE", ECHOK | ECHOKE, 0, "abc\x15\n");
	WITH("no echo", 0, ECHO, "secret\n");
	WITH("new line alone", ECHONL, ECHO, "secret\n");
	write(s, "one\ntwo\r\tx", 10);
	drain("output");
	tcgetattr(s, &t);
	t.c_oflag = OPOST | OCRNL;
	tcsetattr(s, TCSANOW, &t);
	write(s, "one\ntwo\r", 8);
	drain("OCRNL");
	t.c_oflag = 0;
	tcsetattr(s, TCSANOW, &t);
	write(s, "one\ntwo\r", 8);
	drain("raw output");
	return 0;
}
