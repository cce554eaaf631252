// sendmmsg and recvmmsg: several datagrams with one call, parts of them, waiting for one, a time limit.
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static void show(const char *what, int result)
{
	printf("%s %d %s\n", what, result, result < 0 ? strerror(errno) : "");
}

int main(void)
{
	int pair[2];
	char texts[4][16], room[4][16];
	struct iovec parts[4], into[4];
	struct mmsghdr out[4], in[4];
	struct timespec limit = { 0, 50000000 };

	socketpair(AF_UNIX, SOCK_DGRAM, 0, pair);
	memset(out, 0, sizeof out);
	memset(in, 0, sizeof in);
	for (int i = 0; i < 4; i++) {
		snprintf(texts[i], sizeof texts[i], "datagram %d", i * i * i);
		parts[i] = (struct iovec){ texts[i], strlen(texts[i]) };
		into[i] = (struct iovec){ room[i], i == 2 ? 4 : sizeof room[i] };
		out[i].msg_hdr.msg_iov = &parts[i];
		in[i].msg_hdr.msg_iov = &into[i];
		out[i].msg_hdr.msg_iovlen = in[i].msg_hdr.msg_iovlen = 1;
	}
	show("none", sendmmsg(pair[0], out, 0, 0));
	show("sent", sendmmsg(pair[0], out, 4, 0));
	for (int i = 0; i < 4; i++)
		printf("%u ", out[i].msg_len);
	show("\nreceived", recvmmsg(pair[1], in, 4, 0, 0));
	for (int i = 0; i < 4; i++)
		printf("%u %.*s %x\n", in[i].msg_len, (int)in[i].msg_len, room[i], in[i].msg_hdr.msg_flags & MSG_TRUNC);
	show("empty", recvmmsg(pair[1], in, 4, MSG_DONTWAIT, 0));
	show("sent", sendmmsg(pair[0], out, 3, 0));
	show("as many as there are", recvmmsg(pair[1], in, 4, MSG_DONTWAIT, 0));
	show("sent", sendmmsg(pair[0], out, 2, 0));
	show("wait for one", recvmmsg(pair[1], in, 4, MSG_WAITFORONE, 0));
	show("sent", sendmmsg(pair[0], out, 2, 0));
	show("in time", recvmmsg(pair[1], in, 2, 0, &limit));
	limit.tv_nsec = 1000000000;
	show("no time", recvmmsg(pair[1], in, 2, 0, &limit));
	// The second one is wrong: the first is sent.
	out[1].msg_hdr.msg_iovlen = 2000;
	show("second wrong", sendmmsg(pair[0], out, 2, 0));
	show("first wrong", sendmmsg(pair[0], out + 1, 2, 0));
	show("received", recvmmsg(pair[1], in, 4, MSG_DONTWAIT, 0));
	show("no socket", sendmmsg(0, out, 1, 0));
	close(pair[1]);
	show("nobody", sendmmsg(pair[0], out, 1, MSG_NOSIGNAL));
	socketpair(AF_UNIX, SOCK_DGRAM, 0, pair);
	close(pair[1]);
	show("nobody", write(pair[0], "x", 1));
	return 0;
}
