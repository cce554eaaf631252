// shutdown ends one direction of a stream pair or both, for every duplicate.
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define SHOW(e) do { long r_ = (e); int e_ = errno; printf("%s = %ld %s\n", #e, r_, r_ < 0 ? strerror(e_) : ""); } while (0)

int main(void)
{
	int s[2], p[2];
	char buffer[16];
	signal(SIGPIPE, SIG_IGN);
	socketpair(AF_UNIX, SOCK_STREAM, 0, s);
	int other = dup(s[0]);
	SHOW(write(s[0], "before", 6));
	SHOW(shutdown(s[0], SHUT_WR));
	SHOW(write(other, "after", 5));
	SHOW(read(s[1], buffer, sizeof buffer));
	SHOW(read(s[1], buffer, sizeof buffer));
	SHOW(write(s[1], "answer", 6));
	SHOW(read(s[0], buffer, sizeof buffer));
	SHOW(shutdown(s[1], SHUT_RDWR));
	SHOW(read(s[0], buffer, sizeof buffer));
	SHOW(write(s[1], "x", 1));
	SHOW(shutdown(s[0], 17));
	pipe(p);
	SHOW(shutdown(p[0], SHUT_RD));
	SHOW(shutdown(-1, SHUT_RD));
	return 0;
}
