// nanosleep and clock_nanosleep sleep long enough; an interrupted one tells the rest.
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static void handler(int sig) { (void)sig; }

static long ms(struct timespec *a, struct timespec *b)
{
	return (b->tv_sec - a->tv_sec) * 1000 + (b->tv_nsec - a->tv_nsec) / 1000000;
}

int main(void)
{
	struct timespec a, b, t = { 0, 30000000 }, rem;
	clock_gettime(CLOCK_MONOTONIC, &a);
	printf("%d\n", nanosleep(&t, 0));
	clock_gettime(CLOCK_MONOTONIC, &b);
	printf("long enough %d\n", ms(&a, &b) >= 30);
	clock_gettime(CLOCK_MONOTONIC, &t);
	a = t;
	t.tv_nsec += 20000000;
	if (t.tv_nsec >= 1000000000)
		t.tv_sec++, t.tv_nsec -= 1000000000;
	printf("%d\n", clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, 0));
	clock_gettime(CLOCK_MONOTONIC, &b);
	printf("long enough %d\n", ms(&a, &b) >= 20);
	t.tv_sec = -1;
	printf("%d", nanosleep(&t, 0));
	printf(" %s\n", strerror(errno));
	t.tv_sec = 0, t.tv_nsec = 1000000000;
	printf("%d", nanosleep(&t, 0));
	printf(" %s\n", strerror(errno));
	struct sigaction sa = { .sa_handler = handler, .sa_flags = SA_RESTART };
	sigaction(SIGALRM, &sa, 0);
	struct itimerval it = { { 0, 0 }, { 0, 20000 } };
	setitimer(ITIMER_REAL, &it, 0);
	t.tv_sec = 5, t.tv_nsec = 0;
	printf("%d", nanosleep(&t, &rem));
	printf(" %s left %d\n", strerror(errno), rem.tv_sec >= 4 && rem.tv_sec < 5);
	printf("%u\n", sleep(0));
	return 0;
}
