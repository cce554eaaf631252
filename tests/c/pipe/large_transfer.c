// A megabyte through a pipe between two processes, with odd sizes on both sides.
#include <stdint.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	static unsigned char b[7919];
	int p[2];
	uint32_t sum = 0, n = 0;
	if (pipe(p))
		return 1;
	if (fork() == 0) {
		close(p[0]);
		uint32_t left = 1 << 20, at = 0;
		while (left) {
			uint32_t len = left < 6151 ? left : 6151;
			for (uint32_t i = 0; i < len; i++)
				b[i] = (at + i) * 31 >> 3;
			write(p[1], b, len);
			at += len;
			left -= len;
		}
		_exit(0);
	}
	close(p[1]);
	ssize_t len;
	while ((len = read(p[0], b, sizeof b)) > 0)
		for (ssize_t i = 0; i < len; i++, n++)
			sum = sum * 16777619 ^ b[i];
	wait(0);
	printf("%u bytes, sum %08x\n", n, sum);
	return 0;
}
