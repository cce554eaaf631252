// poll waits for its time, and wakes when another process writes.
#include <poll.h>
#include <stdio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

int main(void)
{
	int p[2];
	struct timespec a, b;
	if (pipe(p))
		return 1;
	struct pollfd f = { p[0], POLLIN, 0 };
	clock_gettime(CLOCK_MONOTONIC, &a);
	int n = poll(&f, 1, 50);
	clock_gettime(CLOCK_MONOTONIC, &b);
	long ms = (b.tv_sec - a.tv_sec) * 1000 + (b.tv_nsec - a.tv_nsec) / 1000000;
	printf("timeout %d, waited long enough %d\n", n, ms >= 49);
	if (fork() == 0) {
		usleep(30000);
		write(p[1], "x", 1);
		_exit(0);
	}
	printf("%d %#x\n", poll(&f, 1, 10000), f.revents);
	wait(0);
	return 0;
}
