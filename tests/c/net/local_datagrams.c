// AF_UNIX datagrams and sequenced packets with names: who sent them, where they go, what is refused.
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define SHOW(e) do { long r_ = (e); int e_ = errno; printf("%s = %ld %s\n", #e, r_, r_ < 0 ? strerror(e_) : ""); } while (0)

static struct sockaddr_un named(const char *path)
{
	struct sockaddr_un u = { .sun_family = AF_UNIX };
	strcpy(u.sun_path, path);
	return u;
}

#define AT(u) (struct sockaddr *)&(u), sizeof(u)

int main(void)
{
	char dir[] = "/tmp/datagramsXXXXXX", b[64];
	if (!mkdtemp(dir) || chdir(dir))
		return 1;
	struct sockaddr_un server = named("server"), client = named("client"), none = named("none"), from;
	socklen_t size;
	int s = socket(AF_UNIX, SOCK_DGRAM, 0), c = socket(AF_UNIX, SOCK_DGRAM, 0), other = socket(AF_UNIX, SOCK_DGRAM, 0);
	SHOW(bind(s, AT(server)));
	SHOW(bind(c, AT(client)));
	SHOW(send(c, "x", 1, 0));
	SHOW(sendto(c, "x", 1, 0, AT(none)));
	SHOW(sendto(c, "first", 5, 0, AT(server)));
	SHOW(sendto(other, "second one", 10, 0, AT(server)));
	SHOW(sendto(c, "", 0, 0, AT(server)));
	size = sizeof from;
	SHOW(recvfrom(s, b, sizeof b, 0, (void *)&from, &size));
	printf("from %s, size %u\n", from.sun_path, size);
	/* To who it came from. */
	SHOW(sendto(s, "reply", 5, 0, (void *)&from, size));
	SHOW(recv(c, b, sizeof b, MSG_PEEK));
	SHOW(recv(c, b, 2, MSG_TRUNC));
	SHOW(recv(c, b, 1, MSG_DONTWAIT));
	size = sizeof from;
	SHOW(recvfrom(s, b, 3, 0, (void *)&from, &size));
	printf("size %u\n", size);
	SHOW(recv(s, b, sizeof b, 0));
	/* A connected one needs no name to send, and hears only its peer. */
	SHOW(connect(c, AT(server)));
	SHOW(getpeername(c, (void *)&from, &size));
	SHOW(send(c, "third", 5, 0));
	SHOW(write(c, "fourth", 6));
	size = sizeof from;
	SHOW(recvfrom(s, b, sizeof b, 0, (void *)&from, &size));
	printf("from %s\n", from.sun_path);
	SHOW(read(s, b, sizeof b));
	SHOW(sendto(other, "x", 1, 0, AT(client)));
	SHOW(connect(other, AT(client)));
	struct sockaddr nobody = { .sa_family = AF_UNSPEC };
	SHOW(connect(c, &nobody, sizeof nobody));
	SHOW(send(c, "x", 1, 0));
	SHOW(sendto(other, "y", 1, 0, AT(client)));
	SHOW(read(c, b, sizeof b));
	struct pollfd p = { c, POLLIN | POLLOUT, 0 };
	poll(&p, 1, 0);
	printf("ready %x\n", p.revents);
	/* A descriptor in a datagram. */
	int pipes[2], got = -1;
	pipe(pipes);
	char control[CMSG_SPACE(sizeof(int))] = "";
	struct iovec v = { "with", 4 };
	struct msghdr m = { .msg_name = &server, .msg_namelen = sizeof server, .msg_iov = &v, .msg_iovlen = 1,
		.msg_control = control, .msg_controllen = sizeof control };
	struct cmsghdr *h = CMSG_FIRSTHDR(&m);
	h->cmsg_level = SOL_SOCKET, h->cmsg_type = SCM_RIGHTS, h->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(h), &pipes[1], sizeof(int));
	SHOW(sendmsg(c, &m, 0));
	v = (struct iovec){ b, sizeof b };
	m = (struct msghdr){ .msg_name = &from, .msg_namelen = sizeof from, .msg_iov = &v, .msg_iovlen = 1,
		.msg_control = control, .msg_controllen = sizeof control };
	memset(&from, 0, sizeof from);
	SHOW(recvmsg(s, &m, 0));
	printf("from %s, size %u\n", from.sun_path, m.msg_namelen);
	h = CMSG_FIRSTHDR(&m);
	if (h)
		memcpy(&got, CMSG_DATA(h), sizeof got);
	SHOW(write(got, "z", 1));
	SHOW(read(pipes[0], b, sizeof b));
	/* Nobody is there any more. */
	SHOW(connect(c, AT(server)));
	close(s);
	SHOW(send(c, "x", 1, 0));
	SHOW(sendto(other, "x", 1, 0, AT(server)));
	unlink("server");
	SHOW(sendto(other, "x", 1, 0, AT(server)));
	/* Files that are no sockets, and those one may not write to. */
	fclose(fopen("none", "w"));
	SHOW(sendto(other, "x", 1, 0, AT(none)));
	chmod("client", 0400);
	chmod(dir, 0777);
	fflush(stdout);
	if (!fork()) {
		if (setgid(65534) || setuid(65534))
			_exit(1);
		SHOW(sendto(other, "x", 1, 0, AT(client)));
		fflush(stdout);
		_exit(0);
	}
	wait(0);
	/* Sequenced packets connect as streams do and keep bounds as datagrams do. */
	struct sockaddr_un packets = named("packets");
	int l = socket(AF_UNIX, SOCK_SEQPACKET, 0), q = socket(AF_UNIX, SOCK_SEQPACKET, 0), type;
	SHOW(bind(l, AT(packets)));
	SHOW(listen(l, 1));
	SHOW(connect(other, AT(packets)));
	SHOW(connect(q, AT(packets)));
	int a = accept(l, 0, 0);
	size = sizeof type;
	SHOW(getsockopt(a, SOL_SOCKET, SO_TYPE, &type, &size));
	printf("packets %d\n", type == SOCK_SEQPACKET);
	SHOW(send(q, "one", 3, 0));
	SHOW(send(q, "three", 5, MSG_EOR));
	SHOW(recv(a, b, 2, 0));
	SHOW(recv(a, b, sizeof b, 0));
	close(q);
	SHOW(recv(a, b, sizeof b, 0));
	SHOW(send(a, "x", 1, MSG_NOSIGNAL));
	unlink("client"), unlink("none"), unlink("packets");
	chdir("/");
	return rmdir(dir);
}
