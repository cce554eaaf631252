// timer_create and timer_settime: one shot, interval, overrun, remaining.
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static volatile int count, value;
static void handler(int sig, siginfo_t *info, void *context)
{
	(void)sig, (void)context;
	count++;
	value = info->si_value.sival_int;
}

int main(void)
{
	struct sigaction sa;
	memset(&sa, 0, sizeof sa);
	sa.sa_sigaction = handler;
	sa.sa_flags = SA_SIGINFO;
	sigaction(SIGRTMIN, &sa, 0);
	struct sigevent ev;
	memset(&ev, 0, sizeof ev);
	ev.sigev_notify = SIGEV_SIGNAL;
	ev.sigev_signo = SIGRTMIN;
	ev.sigev_value.sival_int = 77;
	timer_t id;
	printf("%d\n", timer_create(CLOCK_MONOTONIC, &ev, &id));
	struct itimerspec t = { { 0, 0 }, { 0, 10000000 } }, now;
	printf("%d\n", timer_settime(id, 0, &t, 0));
	struct timespec s = { 2, 0 };
	nanosleep(&s, 0);
	printf("count %d value %d\n", count, value);
	timer_gettime(id, &now);
	printf("disarmed %d\n", now.it_value.tv_sec == 0 && now.it_value.tv_nsec == 0);
	t.it_interval.tv_nsec = 5000000;
	timer_settime(id, 0, &t, 0);
	while (count < 4)
		nanosleep(&s, 0);
	timer_gettime(id, &now);
	printf("interval %ld\n", now.it_interval.tv_nsec);
	printf("%d\n", timer_delete(id));
	printf("%d", timer_create(12345, &ev, &id));
	printf(" %s\n", strerror(errno));
	return 0;
}
