// clock_nanosleep to a point in time: reached, already past, interrupted, and what is refused.
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static volatile int alarms;
static void handler(int sig) { alarms++; }

static void add(struct timespec *t, long ns)
{
	t->tv_nsec += ns;
	t->tv_sec += t->tv_nsec / 1000000000;
	t->tv_nsec %= 1000000000;
}

static int reached(clockid_t clock, const struct timespec *t)
{
	struct timespec now;
	clock_gettime(clock, &now);
	return now.tv_sec > t->tv_sec || now.tv_sec == t->tv_sec && now.tv_nsec >= t->tv_nsec;
}

int main(void)
{
	struct timespec t, rest = { 7, 7 };
	clockid_t clocks[] = { CLOCK_MONOTONIC, CLOCK_REALTIME, CLOCK_BOOTTIME };
	for (int i = 0; i < 3; i++) {
		clock_gettime(clocks[i], &t);
		add(&t, 30000000);
		printf("%d", clock_nanosleep(clocks[i], TIMER_ABSTIME, &t, 0));
		printf(" reached %d\n", reached(clocks[i], &t));
	}
	t.tv_sec = 0;
	printf("past %d\n", clock_nanosleep(CLOCK_BOOTTIME, TIMER_ABSTIME, &t, 0));
	struct sigaction sa;
	memset(&sa, 0, sizeof sa);
	sa.sa_handler = handler;
	sigaction(SIGALRM, &sa, 0);
	ualarm(30000, 0);
	clock_gettime(CLOCK_MONOTONIC, &t);
	add(&t, 900000000);
	printf("%s", strerror(clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, &rest)));
	printf(" alarms %d rest untouched %d\n", alarms, rest.tv_sec == 7 && rest.tv_nsec == 7);
	ualarm(30000, 0);
	struct timespec length = { 5, 0 };
	printf("%s", strerror(clock_nanosleep(CLOCK_MONOTONIC, 0, &length, &rest)));
	printf(" rest %d\n", rest.tv_sec == 4 && rest.tv_nsec > 0);
	t.tv_nsec = 1000000000;
	printf("%s\n", strerror(clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, 0)));
	t.tv_nsec = -1;
	printf("%s\n", strerror(clock_nanosleep(CLOCK_MONOTONIC, 0, &t, 0)));
	t = (struct timespec){ 0, 0 };
	printf("%s\n", strerror(clock_nanosleep(99, 0, &t, 0)));
	printf("%s\n", strerror(clock_nanosleep(CLOCK_THREAD_CPUTIME_ID, 0, &t, 0)));
	t.tv_sec = -1;
	printf("%d", nanosleep(&t, 0));
	printf(" %s\n", strerror(errno));
	printf("%u\n", sleep(0));
	return 0;
}
