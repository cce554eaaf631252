// Sockets of a pair: names, options, messages in pieces, datagrams, and what each call refuses.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define SHOW(e) do { long r_ = (e); int e_ = errno; printf("%s = %ld %s\n", #e, r_, r_ < 0 ? strerror(e_) : ""); } while (0)

int main(void)
{
	int s[2], d[2], p[2], value = 7;
	socklen_t size;
	struct sockaddr_un u;
	socketpair(AF_UNIX, SOCK_STREAM, 0, s);
	socketpair(AF_UNIX, SOCK_DGRAM, 0, d);
	pipe(p);
	size = sizeof u;
	SHOW(getsockname(s[0], (void *)&u, &size));
	printf("family %d, size %u\n", u.sun_family == AF_UNIX, size);
	size = sizeof u;
	SHOW(getpeername(s[0], (void *)&u, &size));
	printf("family %d, size %u\n", u.sun_family == AF_UNIX, size);
	SHOW(getsockname(p[0], (void *)&u, &size));
	SHOW(getpeername(-1, (void *)&u, &size));
	size = sizeof value;
	SHOW(getsockopt(s[0], SOL_SOCKET, SO_ERROR, &value, &size));
	printf("error %d\n", value);
	SHOW(getsockopt(s[0], SOL_SOCKET, SO_ACCEPTCONN, &value, &size));
	printf("listens %d\n", value);
	SHOW(getsockopt(s[0], SOL_SOCKET, 9999, &value, &size));
	SHOW(setsockopt(s[0], SOL_SOCKET, 9999, &value, sizeof value));
	SHOW(getsockopt(p[0], SOL_SOCKET, SO_TYPE, &value, &size));
	SHOW(setsockopt(-1, SOL_SOCKET, SO_KEEPALIVE, &value, sizeof value));
	SHOW(sockatmark(p[0]));
	SHOW(sockatmark(-1));
	/* A message in pieces. */
	char one[5] = "", two[9] = "", b[8];
	struct iovec out[2] = { { "abc", 3 }, { "defgh", 5 } }, in[2] = { { one, 4 }, { two, 8 } };
	struct msghdr m = { .msg_iov = out, .msg_iovlen = 2 };
	SHOW(sendmsg(s[0], &m, 0));
	m.msg_iov = in;
	SHOW(recvmsg(s[1], &m, 0));
	printf("%s %s %d\n", one, two, (int)m.msg_controllen);
	m.msg_iov = out;
	SHOW(sendmsg(d[0], &m, 0));
	SHOW(sendto(d[0], "second", 6, 0, 0, 0));
	m.msg_iov = in;
	memset(one, 0, sizeof one), memset(two, 0, sizeof two);
	SHOW(recvmsg(d[1], &m, 0));
	printf("%s %s\n", one, two);
	SHOW(recv(d[1], b, sizeof b, 0));
	/* Datagrams keep their bounds. */
	SHOW(recvmsg(d[1], &m, MSG_DONTWAIT));
	SHOW(sendto(p[1], "x", 1, 0, 0, 0));
	SHOW(sendmsg(p[1], &m, 0));
	SHOW(recvmsg(-1, &m, 0));
	/* What is connected already does not listen nor accept. */
	memset(&u, 0, sizeof u);
	u.sun_family = AF_UNIX;
	strcpy(u.sun_path, "/tmp/nobody-listens");
	SHOW(connect(p[0], (void *)&u, sizeof u));
	SHOW(bind(-1, (void *)&u, sizeof u));
	SHOW(bind(p[0], (void *)&u, sizeof u));
	SHOW(listen(p[0], 1));
	SHOW(listen(-1, 1));
	SHOW(listen(s[0], 1));
	SHOW(accept(s[0], 0, 0));
	SHOW(accept(p[0], 0, 0));
	SHOW(accept4(s[0], 0, 0, SOCK_CLOEXEC));
	SHOW(accept4(s[0], 0, 0, 0x40000000));
	SHOW(accept4(-1, 0, 0, 0));
	return 0;
}
