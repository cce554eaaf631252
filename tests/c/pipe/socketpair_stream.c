// A stream socket pair carries bytes both ways; closing one end ends the other.
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int main(void)
{
	int s[2];
	char b[20];
	signal(SIGPIPE, SIG_IGN);
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, s))
		return perror("socketpair"), 1;
	write(s[0], "to one", 6);
	write(s[1], "to zero", 7);
	ssize_t n = read(s[1], b, sizeof b);
	printf("%zd %.6s\n", n, b);
	n = read(s[0], b, sizeof b);
	printf("%zd %.7s\n", n, b);
	printf("shutdown %d\n", shutdown(s[0], SHUT_WR));
	printf("end %zd\n", read(s[1], b, 1));
	printf("still back %zd\n", write(s[1], "x", 1));
	printf("%zd\n", read(s[0], b, sizeof b));
	close(s[1]);
	printf("%zd\n", read(s[0], b, 1));
	printf("%zd", write(s[0], "x", 1));
	printf(" %s\n", strerror(errno));
	return 0;
}
