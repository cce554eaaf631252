// epoll on pipes: level and edge triggered, one shot, changed and removed interest.
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#define SHOW(e) do { long r_ = (e); int e_ = errno; printf("%s = %ld %s\n", #e, r_, r_ < 0 ? strerror(e_) : ""); } while (0)

static int e;
static void waits(const char *when)
{
	struct epoll_event got[4];
	int n = epoll_wait(e, got, 4, 0);
	printf("%s: %d", when, n);
	for (int i = 0; i < n; i++)
		printf(" [%d%s%s]", (int)got[i].data.u64, got[i].events & EPOLLIN ? " in" : "", got[i].events & EPOLLHUP ? " hup" : "");
	printf("\n");
}

int main(void)
{
	int p[2];
	char buffer[16];
	pipe(p);
	e = epoll_create1(EPOLL_CLOEXEC);
	struct epoll_event want = { .events = EPOLLIN, .data.u64 = 7 };
	SHOW(epoll_ctl(e, EPOLL_CTL_ADD, p[0], &want));
	SHOW(epoll_ctl(e, EPOLL_CTL_ADD, p[0], &want));
	waits("empty");
	write(p[1], "ab", 2);
	waits("level");
	waits("level again");
	want.events = EPOLLIN | EPOLLET;
	want.data.u64 = 8;
	SHOW(epoll_ctl(e, EPOLL_CTL_MOD, p[0], &want));
	waits("edge");
	waits("edge again");
	write(p[1], "c", 1);
	waits("edge, new data");
	read(p[0], buffer, sizeof buffer);
	want.events = EPOLLIN | EPOLLONESHOT;
	SHOW(epoll_ctl(e, EPOLL_CTL_MOD, p[0], &want));
	write(p[1], "d", 1);
	waits("one shot");
	waits("one shot again");
	SHOW(epoll_ctl(e, EPOLL_CTL_MOD, p[0], &want));
	waits("armed again");
	SHOW(epoll_ctl(e, EPOLL_CTL_DEL, p[0], 0));
	SHOW(epoll_ctl(e, EPOLL_CTL_DEL, p[0], 0));
	SHOW(epoll_ctl(e, EPOLL_CTL_MOD, p[0], &want));
	want.events = 0;
	SHOW(epoll_ctl(e, EPOLL_CTL_ADD, p[0], &want));
	waits("nothing asked");
	close(p[1]);
	waits("writer gone");
	SHOW(epoll_ctl(e, EPOLL_CTL_ADD, -1, &want));
	SHOW(epoll_ctl(e, EPOLL_CTL_ADD, e, &want));
	SHOW(epoll_wait(e, &want, 0, 0));
	return 0;
}
