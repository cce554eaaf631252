// readv and writev: no buffers, empty ones, too many, and bad addresses.
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#define SHOW(e) do { long r_ = (e); int e_ = errno; printf("%s = %ld %s\n", #e, r_, r_ < 0 ? strerror(e_) : ""); } while (0)

static struct iovec many[1025];

int main(void)
{
	int p[2];
	char in[2048], out[2048];
	pipe(p);
	for (int i = 0; i < 1025; i++) {
		out[i] = 'a' + i % 26;
		many[i] = (struct iovec){ out + i, 1 };
	}
	SHOW(writev(p[1], many, 0));
	SHOW(writev(p[1], many, -1));
	SHOW(writev(p[1], many, 1025));
	SHOW(writev(p[1], many, 1024));
	struct iovec parts[4] = { { in, 0 }, { in, 1000 }, { in + 1000, 0 }, { in + 1000, 1000 } };
	SHOW(readv(p[0], parts, 4));
	printf("same %d\n", memcmp(in, out, 1024) == 0);
	struct iovec bad[2] = { { out, 3 }, { (void *)8, 3 } };
	SHOW(writev(p[1], bad + 1, 1));
	SHOW(writev(-1, many, 1));
	SHOW(readv(p[1], parts, 2));
	SHOW(write(p[1], "xy", 2));
	SHOW(readv(p[0], bad + 1, 1));
	SHOW(sysconf(_SC_IOV_MAX));
	return 0;
}
