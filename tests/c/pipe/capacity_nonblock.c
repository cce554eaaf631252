// A full pipe refuses with EAGAIN when non-blocking; writes up to PIPE_BUF are whole or nothing.
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int main(void)
{
	int p[2];
	char block[4096], c;
	memset(block, 'x', sizeof block);
	if (pipe2(p, O_NONBLOCK))
		return 1;
	printf("empty: %zd %s\n", read(p[0], &c, 1), strerror(errno));
	long total = 0;
	ssize_t n;
	while ((n = write(p[1], block, sizeof block)) > 0)
		total += n;
	printf("full after %ld: %s\n", total, strerror(errno));
	read(p[0], block, 100);
	n = write(p[1], block, 4096);
	printf("PIPE_BUF into 100 free: %zd\n", n);
	for (int i = 0; i < 16; i++)
		total -= read(p[0], block, sizeof block);
	printf("left %ld\n", total - 100);
	printf("%zd %s\n", read(p[0], block, 1), strerror(errno));
	return 0;
}
