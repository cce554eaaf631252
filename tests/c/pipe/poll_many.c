// One poll over a hundred pipes: those that are ready, by index; closed and negative descriptors.
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define N 100

int main(void)
{
	static struct pollfd set[N];
	static int p[N][2];
	for (int i = 0; i < N; i++) {
		if (pipe(p[i]))
			return 1;
		set[i] = (struct pollfd){ p[i][0], POLLIN, 0 };
		if (i % 7 == 3)
			write(p[i][1], "x", 1);
		if (i % 11 == 5)
			close(p[i][1]);
	}
	set[50].fd = -1;
	close(p[60][0]);
	int n = poll(set, N, -1), in = 0, hup = 0, sum = 0;
	for (int i = 0; i < N; i++) {
		in += !!(set[i].revents & POLLIN);
		hup += !!(set[i].revents & POLLHUP);
		if (set[i].revents)
			sum += i;
	}
	printf("%d ready, %d in, %d hung up, sum %d\n", n, in, hup, sum);
	printf("negative %d closed invalid %d\n", set[50].revents, set[60].revents == POLLNVAL);
	printf("%d %d\n", poll(set, 0, 0), poll(0, 0, 1));
	set[0].fd = p[0][0];
	set[0].events = 0;
	close(p[0][1]);
	n = poll(set, 1, 1000);
	printf("hang-up unasked %d %d\n", n, set[0].revents == POLLHUP);
	return 0;
}
