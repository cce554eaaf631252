// readv and writev gather and scatter.
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

int main(void)
{
	int p[2];
	char a[4] = "", b[4] = "", c[20] = "";
	struct iovec out[] = { { "one", 3 }, { "", 0 }, { "two", 3 }, { "three", 5 } };
	struct iovec in[] = { { a, 2 }, { b, 3 }, { c, 20 } };
	if (pipe(p))
		return 1;
	printf("%zd\n", writev(p[1], out, 4));
	printf("%zd %.2s %.3s %s\n", readv(p[0], in, 3), a, b, c);
	printf("%zd", writev(p[1], out, -1));
	printf(" %s\n", strerror(errno));
	printf("%zd", writev(p[1], out, 100000));
	printf(" %s\n", strerror(errno));
	return 0;
}
