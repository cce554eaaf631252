// Clocks: they run, do not go back, and agree with each other.
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>

int main(void)
{
	struct timespec a, b, r;
	struct timeval tv;
	int back = 0;
	clock_gettime(CLOCK_MONOTONIC, &a);
	for (int i = 0; i < 10000; i++) {
		clock_gettime(CLOCK_MONOTONIC, &b);
		back += b.tv_sec < a.tv_sec || (b.tv_sec == a.tv_sec && b.tv_nsec < a.tv_nsec);
		a = b;
	}
	printf("back %d\n", back);
	clock_gettime(CLOCK_REALTIME, &r);
	gettimeofday(&tv, 0);
	printf("agree %d %d\n", tv.tv_sec - r.tv_sec <= 1, time(0) - r.tv_sec <= 1);
	printf("after 2020 %d\n", r.tv_sec > 1577836800);
	printf("nanoseconds %d\n", r.tv_nsec >= 0 && r.tv_nsec < 1000000000);
	printf("resolution %d\n", clock_getres(CLOCK_MONOTONIC, &r));
	printf("%d", clock_gettime(999, &r));
	printf(" %s\n", strerror(errno));
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &a);
	for (volatile int i = 0; i < 3000000; i++)
		;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &b);
	printf("cpu time passes %d\n", b.tv_sec > a.tv_sec || b.tv_nsec > a.tv_nsec);
	return 0;
}
