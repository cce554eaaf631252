// Bytes come out of a pipe in order; end of file when no writer is left.
#include <stdio.h>
#include <unistd.h>

int main(void)
{
	int p[2];
	char b[100];
	if (pipe(p))
		return 1;
	for (int i = 0; i < 10; i++)
		dprintf(p[1], "part%d;", i);
	ssize_t n = read(p[0], b, sizeof b);
	printf("%zd %.*s\n", n, (int)n, b);
	close(p[1]);
	printf("%zd\n", read(p[0], b, sizeof b));
	return 0;
}
