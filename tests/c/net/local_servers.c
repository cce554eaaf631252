// AF_UNIX servers: abstract names, waiting accept, readiness, backlog, who the peer is, what goes with a stream.
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define SHOW(e) do { long r_ = (e); int e_ = errno; printf("%s = %ld %s\n", #e, r_, r_ < 0 ? strerror(e_) : ""); } while (0)

static struct sockaddr_un name;
static socklen_t name_size;

static void choose_name(const char *what)
{
	memset(&name, 0, sizeof name);
	name.sun_family = AF_UNIX;
	name_size = offsetof(struct sockaddr_un, sun_path) + 1 + sprintf(name.sun_path + 1, "%s-%d", what, (int)getpid());
}

static int ready(int fd, int events)
{
	struct pollfd p = { fd, events, 0 };
	return poll(&p, 1, 0) < 0 ? -1 : p.revents;
}

static void nothing(int signal) { (void)signal; }

/* A child that connects, says something and hears an answer. */
static int client(int delay)
{
	char b[16];
	int c = socket(AF_UNIX, SOCK_STREAM, 0);
	usleep(delay);
	if (connect(c, (void *)&name, name_size) || write(c, "hello", 5) != 5)
		return 1;
	if (recv(c, b, 5, MSG_WAITALL) != 5 || memcmp(b, "world", 5))
		return 2;
	return read(c, b, 1) != 0;
}

static void serve(int l)
{
	char b[16];
	int status;
	struct { int pid, uid, gid; } peer;
	socklen_t size = sizeof peer;
	printf("idle %x\n", ready(l, POLLIN | POLLOUT));
	fflush(stdout);
	pid_t pid = fork();
	if (!pid)
		_exit(client(50000));
	int a = accept(l, 0, 0);
	printf("accepted %d\n", a >= 0);
	SHOW(getsockopt(a, SOL_SOCKET, SO_PEERCRED, &peer, &size));
	printf("by the child %d %d %d\n", peer.pid == pid, peer.uid == getuid(), peer.gid == getgid());
	SHOW(recv(a, b, sizeof b, MSG_PEEK));
	SHOW(recv(a, b, 2, 0));
	SHOW(recv(a, b, sizeof b, 0));
	SHOW(send(a, "wo", 2, 0));
	usleep(20000);
	SHOW(send(a, "rld", 3, MSG_NOSIGNAL));
	SHOW(shutdown(a, SHUT_WR));
	waitpid(pid, &status, 0);
	printf("child %d, at the end %x\n", status, ready(a, POLLIN | POLLOUT));
	SHOW(read(a, b, 1));
	SHOW(send(a, "x", 1, MSG_NOSIGNAL));
	close(a);
	/* A handler ends waiting. */
	struct sigaction act = { .sa_handler = nothing };
	sigaction(SIGALRM, &act, 0);
	ualarm(50000, 0);
	SHOW(accept(l, 0, 0));
}

static void queue(int l)
{
	int c[4], made = 0;
	listen(l, 1);
	for (int i = 0; i < 4; i++) {
		c[i] = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
		SHOW(connect(c[i], (void *)&name, name_size));
	}
	printf("waiting %x\n", ready(l, POLLIN));
	fcntl(l, F_SETFL, O_NONBLOCK);
	int a;
	while ((a = accept(l, 0, 0)) >= 0) {
		made++;
		close(a);
	}
	printf("%d, then %d\n", made, errno == EAGAIN);
	for (int i = 0; i < 4; i++)
		close(c[i]);
}

static void streams(int l)
{
	char b[32];
	int c = socket(AF_UNIX, SOCK_STREAM, 0), pipes[2], got = -1;
	printf("unconnected %x\n", ready(c, POLLIN | POLLOUT));
	SHOW(send(c, "x", 1, MSG_NOSIGNAL));
	struct sockaddr_un peer;
	socklen_t size = sizeof peer;
	SHOW(getpeername(c, (void *)&peer, &size));
	SHOW(connect(c, (void *)&name, name_size));
	int a = accept(l, (void *)&peer, &size);
	printf("accepted %d, size %u\n", a >= 0, size);
	size = sizeof peer;
	SHOW(getpeername(c, (void *)&peer, &size));
	printf("name %d\n", size == name_size && !memcmp(&peer, &name, size));
	/* A duplicate is the same socket. */
	int d = dup(c);
	SHOW(write(d, "abc", 3));
	/* What comes with handles ends a read. */
	pipe(pipes);
	char control[CMSG_SPACE(2 * sizeof(int))];
	memset(control, 0, sizeof control);
	struct iovec v = { "defg", 4 };
	struct msghdr m = { .msg_iov = &v, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control };
	struct cmsghdr *h = CMSG_FIRSTHDR(&m);
	h->cmsg_level = SOL_SOCKET, h->cmsg_type = SCM_RIGHTS, h->cmsg_len = CMSG_LEN(2 * sizeof(int));
	memcpy(CMSG_DATA(h), (int[]){ pipes[1], l }, 2 * sizeof(int));
	SHOW(sendmsg(c, &m, 0));
	SHOW(write(c, "hi", 2));
	SHOW(recv(a, b, sizeof b, MSG_PEEK));
	SHOW(recv(a, b, 1, 0));
	v = (struct iovec){ b, sizeof b };
	m.msg_controllen = sizeof control, m.msg_flags = 0;
	memset(control, 0, sizeof control);
	SHOW(recvmsg(a, &m, MSG_CMSG_CLOEXEC));
	h = CMSG_FIRSTHDR(&m);
	int two[2] = { -1, -1 };
	if (h && h->cmsg_len == CMSG_LEN(2 * sizeof(int)))
		memcpy(two, CMSG_DATA(h), sizeof two);
	printf("two %d, closed on exec %d %d, flags %x\n", two[0] > 2 && two[1] > 2, fcntl(two[0], F_GETFD),
	       fcntl(two[1], F_GETFD), m.msg_flags & (MSG_CTRUNC | MSG_TRUNC));
	SHOW(recv(a, b, sizeof b, 0));
	SHOW(write(two[0], "x", 1));
	SHOW(read(pipes[0], b, 8));
	/* The listening socket went along: it still listens there. */
	close(l);
	got = socket(AF_UNIX, SOCK_STREAM, 0);
	SHOW(connect(got, (void *)&name, name_size));
	close(two[1]);
	close(got);
	got = socket(AF_UNIX, SOCK_STREAM, 0);
	SHOW(connect(got, (void *)&name, name_size));
	/* Less room than handles: the rest is lost. */
	v = (struct iovec){ "j", 1 };
	m.msg_controllen = sizeof control, m.msg_flags = 0;
	h = CMSG_FIRSTHDR(&m);
	h->cmsg_level = SOL_SOCKET, h->cmsg_type = SCM_RIGHTS, h->cmsg_len = CMSG_LEN(2 * sizeof(int));
	memcpy(CMSG_DATA(h), (int[]){ pipes[1], pipes[0] }, 2 * sizeof(int));
	SHOW(sendmsg(c, &m, 0));
	v = (struct iovec){ b, sizeof b };
	m.msg_controllen = CMSG_LEN(sizeof(int)), m.msg_flags = 0;
	SHOW(recvmsg(a, &m, 0));
	printf("lost %d\n", (m.msg_flags & MSG_CTRUNC) != 0);
	/* Time-outs. */
	struct timeval t = { 0, 40000 }, told;
	size = sizeof told;
	SHOW(setsockopt(a, SOL_SOCKET, SO_RCVTIMEO, &t, sizeof t));
	SHOW(getsockopt(a, SOL_SOCKET, SO_RCVTIMEO, &told, &size));
	printf("%ld.%06ld\n", (long)told.tv_sec, (long)told.tv_usec);
	SHOW(recv(a, b, 1, 0));
	SHOW(read(a, b, 1));
	SHOW(setsockopt(c, SOL_SOCKET, SO_SNDTIMEO, &t, sizeof t));
	static char much[1 << 20];
	int wrote = write(c, much, sizeof much);
	printf("some %d\n", wrote > 0 && wrote < (int)sizeof much);
	SHOW(write(c, much, sizeof much));
	/* A descriptor that is none. */
	v = (struct iovec){ "j", 1 };
	m.msg_controllen = CMSG_SPACE(sizeof(int));
	h->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(h), (int[]){ 999 }, sizeof(int));
	SHOW(sendmsg(c, &m, MSG_DONTWAIT));
}

int main(void)
{
	signal(SIGPIPE, SIG_IGN);
	choose_name("server");
	int l = socket(AF_UNIX, SOCK_STREAM, 0);
	SHOW(listen(l, 5));
	SHOW(bind(l, (void *)&name, name_size));
	SHOW(connect(l, (void *)&name, name_size));
	int other = socket(AF_UNIX, SOCK_STREAM, 0), datagram = socket(AF_UNIX, SOCK_DGRAM, 0);
	SHOW(bind(other, (void *)&name, name_size));
	SHOW(connect(other, (void *)&name, name_size));
	SHOW(listen(l, 5));
	int listens = 0;
	socklen_t size = sizeof listens;
	SHOW(getsockopt(l, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size));
	printf("listens %d\n", listens);
	SHOW(connect(datagram, (void *)&name, name_size));
	SHOW(accept(datagram, 0, 0));
	SHOW(accept(other, 0, 0));
	/* A name of the system's choice. */
	struct sockaddr_un chosen = { .sun_family = AF_UNIX };
	SHOW(bind(other, (void *)&chosen, sizeof(sa_family_t)));
	size = sizeof chosen;
	SHOW(getsockname(other, (void *)&chosen, &size));
	printf("size %u\n", size);
	serve(l);
	queue(l);
	fcntl(l, F_SETFL, 0);
	streams(l);
	return 0;
}
