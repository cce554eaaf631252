// A datagram pair keeps the bounds of what is sent; what does not fit a read is lost.
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#define SHOW(e) do { long r_ = (e); int e_ = errno; printf("%s = %ld %s\n", #e, r_, r_ < 0 ? strerror(e_) : ""); } while (0)

int main(void)
{
	int s[2];
	char buffer[64] = "";
	SHOW(socketpair(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0, s));
	SHOW(write(s[0], "one", 3));
	SHOW(write(s[0], "three hundred", 13));
	SHOW(write(s[0], "last", 4));
	SHOW(read(s[1], buffer, sizeof buffer));
	SHOW(read(s[1], buffer, 5));
	printf("%.5s\n", buffer);
	SHOW(read(s[1], buffer, sizeof buffer));
	printf("%.4s\n", buffer);
	SHOW(read(s[1], buffer, sizeof buffer));
	SHOW(write(s[1], "back", 4));
	SHOW(read(s[0], buffer, sizeof buffer));
	struct iovec parts[2] = { { "ab", 2 }, { "cde", 3 } };
	SHOW(writev(s[0], parts, 2));
	SHOW(read(s[1], buffer, 3));
	SHOW(read(s[1], buffer, sizeof buffer));
	SHOW(socketpair(AF_UNIX, 77, 0, s));
	return 0;
}
