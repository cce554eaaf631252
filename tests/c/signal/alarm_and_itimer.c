// alarm and setitimer fire, replace each other, and tell what was left.
#include <signal.h>
#include <stdio.h>
#include <sys/time.h>
#include <unistd.h>

static volatile int count;
static void handler(int sig) { (void)sig; count++; }

int main(void)
{
	struct itimerval t = { { 0, 0 }, { 0, 20000 } }, old;
	signal(SIGALRM, handler);
	printf("none before %u\n", alarm(100));
	printf("left %d\n", alarm(0) >= 99);
	setitimer(ITIMER_REAL, &t, 0);
	pause();
	printf("fired %d\n", count);
	t.it_interval.tv_usec = 5000;
	setitimer(ITIMER_REAL, &t, 0);
	while (count < 5)
		pause();
	t.it_interval.tv_usec = t.it_value.tv_usec = 0;
	setitimer(ITIMER_REAL, &t, &old);
	printf("interval %d\n", (int)old.it_interval.tv_usec);
	printf("at least five %d\n", count >= 5);
	return 0;
}
