// What a timer tells while it runs; what timer_create and timer_settime refuse.
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define SHOW(e) do { long r_ = (e); int e_ = errno; printf("%s = %ld %s\n", #e, r_, r_ < 0 ? strerror(e_) : ""); } while (0)
int main(void)
{
	timer_t t;
	struct sigevent e;
	struct itimerspec once = { { 0, 0 }, { 0, 20000000 } }, now, stop = { { 0, 0 }, { 0, 0 } };
	memset(&e, 0, sizeof e);
	/* Blocked for good: it only counts. */
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, 0);
	e.sigev_notify = SIGEV_SIGNAL;
	e.sigev_signo = SIGUSR1;
	SHOW(timer_create(CLOCK_REALTIME, &e, &t));
	SHOW(timer_gettime(t, &now));
	printf("stopped %d\n", now.it_value.tv_sec == 0 && now.it_value.tv_nsec == 0);
	once.it_value.tv_sec = 100;
	SHOW(timer_settime(t, 0, &once, 0));
	SHOW(timer_gettime(t, &now));
	printf("runs %d\n", now.it_value.tv_sec >= 99 && now.it_value.tv_sec <= 100);
	SHOW(timer_settime(t, 0, &stop, &now));
	printf("was running %d\n", now.it_value.tv_sec >= 90);
	SHOW(timer_getoverrun(t));
	once.it_value.tv_nsec = 1000000000;
	SHOW(timer_settime(t, 0, &once, 0));
	SHOW(timer_delete(t));
	SHOW(timer_create(99, 0, &t));
	e.sigev_notify = 77;
	SHOW(timer_create(CLOCK_MONOTONIC, &e, &t));
	e.sigev_notify = SIGEV_SIGNAL;
	e.sigev_signo = 99;
	SHOW(timer_create(CLOCK_MONOTONIC, &e, &t));
	return 0;
}
