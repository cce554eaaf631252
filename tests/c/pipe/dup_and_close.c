// Duplicates share the pipe: it ends when the last one is closed.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int main(void)
{
	int p[2];
	char c;
	if (pipe(p))
		return 1;
	int d = dup(p[1]), e = dup2(p[1], 50), f = fcntl(p[1], F_DUPFD, 100);
	printf("%d %d %d\n", d > 2, e, f);
	close(p[1]);
	close(d);
	write(e, "a", 1);
	close(e);
	write(f, "b", 1);
	close(f);
	printf("%zd%c ", read(p[0], &c, 1), c);
	printf("%zd%c ", read(p[0], &c, 1), c);
	printf("%zd\n", read(p[0], &c, 1));
	printf("%d", close(f));
	printf(" %s\n", strerror(errno));
	printf("%d", dup2(f, 5));
	printf(" %s\n", strerror(errno));
	printf("%d", dup2(p[0], -1));
	printf(" %s\n", strerror(errno));
	printf("same %d\n", dup2(p[0], p[0]) == p[0]);
	printf("%d", dup3(p[0], p[0], 0));
	printf(" %s\n", strerror(errno));
	return 0;
}
