// Canonical input: erase, word erase, kill, literal next, end of file and other line ends, by reading what is left.
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

static int m, s;

static void show(const char *keys, size_t length)
{
	char line[128];
	write(m, keys, length);
	ssize_t n = read(s, line, sizeof line);
	printf("%zd:", n);
	for (ssize_t i = 0; i < n; i++)
		if (line[i] < ' ')
			printf("<%d>", line[i]);
		else
			putchar(line[i]);
	printf("\n");
}
#define KEYS(k) show(k, sizeof k - 1)

int main(void)
{
	struct termios t;
	m = posix_openpt(O_RDWR | O_NOCTTY);
	grantpt(m);
	unlockpt(m);
	s = open(ptsname(m), O_RDWR | O_NOCTTY);
	tcgetattr(s, &t);
	t.c_lflag &= ~ECHO;
	t.c_cc[VEOL] = ';';
	tcsetattr(s, TCSANOW, &t);
	KEYS("plain\n");
	KEYS("cat\x7f\x7fop\n");
	KEYS("\x7f\x7f\x7fnothing to erase\n");
	KEYS("one two three\x17" "four\n");
	KEYS("trailing  \x17x\n");
	KEYS("all of this\x15rest\n");
	KEYS("literal \x16\x7f and \x16\x04.\n");
	KEYS("return\r");
	KEYS("other end;");
	KEYS("no end\x04");
	KEYS("\x04");
	KEYS("after the end of file\n");
	KEYS("two\nlines\n");
	char line[64];
	printf("%zd\n", read(s, line, sizeof line));
	/* A read that is too short leaves the rest. */
	write(m, "abcdef\n", 7);
	printf("%zd", read(s, line, 3));
	printf(" %zd\n", read(s, line, sizeof line));
	t.c_iflag &= ~ICRNL;
	t.c_iflag |= INLCR | ISTRIP;
	tcsetattr(s, TCSANOW, &t);
	KEYS("high \xe1 and nl\n;");
	t.c_iflag &= ~(INLCR | ISTRIP);
	t.c_iflag |= IGNCR;
	t.c_lflag &= ~IEXTEN;
	tcsetattr(s, TCSANOW, &t);
	KEYS("ignored \r\r and ^W \x17 plain\n");
	return 0;
}
