// A signal in the middle of a calculation leaves general, vector and x87 registers alone.
#include <signal.h>
#include <stdio.h>
#include <sys/time.h>

static volatile sig_atomic_t ticks;
static volatile double junk;
static void handler(int sig)
{
	(void)sig;
	double x = 1.5;
	long double y = 3.25L;
	for (int i = 0; i < 50; i++) {
		x = x * 1.01 + i;
		y = y * 1.01L - i;
	}
	junk = x + (double)y;
	ticks++;
}

int main(void)
{
	struct itimerval t = { { 0, 1000 }, { 0, 1000 } };
	signal(SIGALRM, handler);
	setitimer(ITIMER_REAL, &t, 0);
	double a = 0;
	long double b = 0;
	unsigned long h = 1;
	while (ticks < 30) {
		a = 0, b = 0, h = 1;
		for (int i = 1; i < 20000; i++) {
			a += 1.0 / i;
			b += 1.0L / i;
			h = h * 6364136223846793005ul + i;
		}
		if (h == 0)
			break;
	}
	printf("%.15f %.15Lf %lu\n", a, b, h);
	return 0;
}
