// select and pselect: sets, time-out, bad descriptors.
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/select.h>
#include <unistd.h>

int main(void)
{
	int p[2], q[2];
	fd_set r, w;
	struct timeval t = { 0, 10000 };
	if (pipe(p) || pipe(q))
		return 1;
	write(q[1], "x", 1);
	FD_ZERO(&r);
	FD_ZERO(&w);
	FD_SET(p[0], &r);
	FD_SET(q[0], &r);
	FD_SET(p[1], &w);
	int n = select(q[1] + 1, &r, &w, 0, &t);
	printf("%d: %d %d %d\n", n, !!FD_ISSET(p[0], &r), !!FD_ISSET(q[0], &r), !!FD_ISSET(p[1], &w));
	FD_ZERO(&r);
	FD_SET(p[0], &r);
	n = select(p[0] + 1, &r, 0, 0, &t);
	printf("%d: %d\n", n, !!FD_ISSET(p[0], &r));
	// A descriptor below the highest open one: Linux looks no further than its table reaches.
	close(p[0]);
	FD_ZERO(&r);
	FD_SET(p[0], &r);
	n = select(q[1] + 1, &r, 0, 0, &t);
	printf("%d %s\n", n, strerror(errno));
	struct timespec ts = { 0, 1 };
	printf("%d\n", pselect(0, 0, 0, 0, &ts, 0));
	printf("%d", select(-1, 0, 0, 0, 0));
	printf(" %s\n", strerror(errno));
	return 0;
}
