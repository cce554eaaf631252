// Sockets of a pair: names, options, messages with descriptors, datagrams, and what each call refuses.
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
	int s[2], d[2], p[2], value = 7, file = open("/", O_RDONLY);
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
	SHOW(getsockopt(s[0], SOL_SOCKET, SO_TYPE, &value, &size));
	printf("stream %d, size %u\n", value == SOCK_STREAM, size);
	SHOW(getsockopt(d[0], SOL_SOCKET, SO_TYPE, &value, &size));
	printf("datagram %d\n", value == SOCK_DGRAM);
	SHOW(getsockopt(s[0], SOL_SOCKET, SO_ERROR, &value, &size));
	printf("error %d\n", value);
	SHOW(getsockopt(s[0], SOL_SOCKET, SO_ACCEPTCONN, &value, &size));
	printf("listens %d\n", value);
	value = 1;
	SHOW(setsockopt(s[0], SOL_SOCKET, SO_KEEPALIVE, &value, sizeof value));
	value = 0;
	SHOW(getsockopt(s[0], SOL_SOCKET, SO_KEEPALIVE, &value, &size));
	printf("kept %d\n", value != 0);
	value = 20000;
	SHOW(setsockopt(s[0], SOL_SOCKET, SO_SNDBUF, &value, sizeof value));
	SHOW(getsockopt(s[0], SOL_SOCKET, SO_SNDBUF, &value, &size));
	printf("room %d\n", value >= 20000);
	SHOW(getsockopt(s[0], SOL_SOCKET, 9999, &value, &size));
	SHOW(setsockopt(s[0], SOL_SOCKET, 9999, &value, sizeof value));
	SHOW(getsockopt(p[0], SOL_SOCKET, SO_TYPE, &value, &size));
	SHOW(setsockopt(-1, SOL_SOCKET, SO_KEEPALIVE, &value, sizeof value));
	SHOW(sockatmark(p[0]));
	SHOW(sockatmark(-1));
	/* A message in pieces, with a descriptor. */
	char one[4], two[8], control[CMSG_SPACE(sizeof(int))];
	struct iovec out[2] = { { "abc", 3 }, { "defgh", 5 } }, in[2] = { { one, 4 }, { two, 8 } };
	memset(control, 0, sizeof control);
	struct msghdr m = { .msg_iov = out, .msg_iovlen = 2, .msg_control = control, .msg_controllen = sizeof control };
	struct cmsghdr *c = CMSG_FIRSTHDR(&m);
	c->cmsg_level = SOL_SOCKET, c->cmsg_type = SCM_RIGHTS, c->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(c), &p[1], sizeof(int));
	SHOW(sendmsg(s[0], &m, 0));
	memset(control, 0, sizeof control);
	m.msg_iov = in, m.msg_controllen = sizeof control, m.msg_flags = 0;
	SHOW(recvmsg(s[1], &m, 0));
	printf("%.4s %.4s\n", one, two);
	c = CMSG_FIRSTHDR(&m);
	int got = -1;
	if (c && c->cmsg_type == SCM_RIGHTS)
		memcpy(&got, CMSG_DATA(c), sizeof got);
	printf("descriptor %d\n", got > 2 && got != p[1]);
	char b[8];
	write(got, "through", 7);
	SHOW(read(p[0], b, 7));
	/* Datagrams keep their bounds. */
	SHOW(sendto(d[0], "first", 5, 0, 0, 0));
	SHOW(sendto(d[0], "second", 6, 0, 0, 0));
	size = sizeof u;
	SHOW(recvfrom(d[1], b, 3, 0, (void *)&u, &size));
	m.msg_iov = in, m.msg_iovlen = 1, m.msg_control = 0, m.msg_controllen = 0, m.msg_flags = 0;
	SHOW(recvmsg(d[1], &m, 0));
	printf("cut %d %.4s\n", (m.msg_flags & MSG_TRUNC) != 0, one);
	SHOW(recvmsg(d[1], &m, MSG_DONTWAIT));
	SHOW(sendto(p[1], "x", 1, 0, 0, 0));
	SHOW(sendmsg(p[1], &m, 0));
	SHOW(recvmsg(-1, &m, 0));
	/* What is connected already does not listen nor accept. */
	memset(&u, 0, sizeof u);
	u.sun_family = AF_UNIX;
	strcpy(u.sun_path, "/tmp/nobody-listens");
	SHOW(connect(s[0], (void *)&u, sizeof u));
	SHOW(connect(p[0], (void *)&u, sizeof u));
	SHOW(bind(-1, (void *)&u, sizeof u));
	SHOW(bind(p[0], (void *)&u, sizeof u));
	SHOW(listen(p[0], 1));
	SHOW(listen(-1, 1));
	SHOW(listen(d[0], 1));
	SHOW(accept(s[0], 0, 0));
	SHOW(accept(d[0], 0, 0));
	SHOW(accept(p[0], 0, 0));
	SHOW(accept4(s[0], 0, 0, SOCK_CLOEXEC));
	SHOW(accept4(s[0], 0, 0, 0x40000000));
	SHOW(accept4(-1, 0, 0, 0));
	SHOW(socket(AF_UNIX, 99, 0));
	SHOW(socket(9999, SOCK_STREAM, 0));
	return 0;
}
