// CPU clocks count work, not sleep, for the process and for each thread.
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static long ms(clockid_t clock)
{
	struct timespec t;
	if (clock_gettime(clock, &t))
		return -1;
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void work(int wanted)
{
	long start = ms(CLOCK_THREAD_CPUTIME_ID);
	volatile long n = 0;
	while (ms(CLOCK_THREAD_CPUTIME_ID) - start < wanted)
		for (int i = 0; i < 20000; i++)
			n += i;
}

static void *thread(void *arg)
{
	long start = ms(CLOCK_THREAD_CPUTIME_ID);
	work(60);
	return (void *)(start < 30);
}

int main(void)
{
	pthread_t t;
	void *fresh;
	struct timespec r;
	long a = ms(CLOCK_PROCESS_CPUTIME_ID);
	usleep(100000);
	printf("sleep costs little %d\n", ms(CLOCK_PROCESS_CPUTIME_ID) - a < 60);
	a = ms(CLOCK_PROCESS_CPUTIME_ID);
	long own = ms(CLOCK_THREAD_CPUTIME_ID);
	pthread_create(&t, 0, thread, 0);
	pthread_join(t, &fresh);
	printf("another thread's work is the process's %d, not ours %d, its clock began at 0 %d\n", ms(CLOCK_PROCESS_CPUTIME_ID) - a >= 55,
		ms(CLOCK_THREAD_CPUTIME_ID) - own < 40, fresh != 0);
	struct itimerval v = { { 0, 0 }, { 0, 20000 } };
	printf("%d", setitimer(99, &v, 0));
	printf(" %s\n", strerror(errno));
	v.it_value.tv_usec = 1000000;
	printf("%d", setitimer(ITIMER_REAL, &v, 0));
	printf(" %s\n", strerror(errno));
	printf("%d", clock_getres(CLOCK_MONOTONIC, &r));
	printf(" %d\n", r.tv_sec == 0 && r.tv_nsec > 0);
	printf("%d", clock_getres(99, &r));
	printf(" %s\n", strerror(errno));
	clockid_t c;
	work(5);
	printf("%d", clock_getcpuclockid(0, &c));
	printf(" %d\n", ms(c) > 0);
	printf("%d", pthread_getcpuclockid(pthread_self(), &c));
	printf(" %d\n", ms(c) > 0);
	printf("clock %d\n", clock() > 0);
	return 0;
}
