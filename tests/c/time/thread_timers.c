// Timers that call a function in a new thread: once, again and again, at a time of day; its thread's attributes; what a
// timer tells, what it refuses, and that a deleted one is silent.
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static sem_t told;
static volatile int value, calls, is_main, is_detached, has_stack, blocked;
static pthread_t first;

static void function(union sigval v)
{
	pthread_attr_t a;
	size_t size;
	int state;
	sigset_t mask;
	value = v.sival_int;
	calls++;
	is_main = pthread_equal(pthread_self(), first);
	pthread_getattr_np(pthread_self(), &a);
	pthread_attr_getstacksize(&a, &size), pthread_attr_getdetachstate(&a, &state);
	has_stack = size >= 300000 && size < 2000000;
	is_detached = state == PTHREAD_CREATE_DETACHED;
	pthread_attr_destroy(&a);
	pthread_sigmask(SIG_SETMASK, 0, &mask);
	blocked = sigismember(&mask, SIGUSR1);
	sem_post(&told);
}

static struct itimerspec spec(long first_ms, long interval_ms)
{
	return (struct itimerspec){ { interval_ms / 1000, interval_ms % 1000 * 1000000 }, { first_ms / 1000, first_ms % 1000 * 1000000 } };
}

static void one(clockid_t clock, const char *name)
{
	pthread_attr_t attributes;
	pthread_attr_init(&attributes);
	pthread_attr_setstacksize(&attributes, 400000);
	struct sigevent e = { .sigev_notify = SIGEV_THREAD, .sigev_notify_function = function, .sigev_value.sival_int = 7, .sigev_notify_attributes = &attributes };
	timer_t t;
	struct itimerspec now, once = spec(20, 0), slow = spec(100000, 50), stop = spec(0, 0);
	printf("%s: create %d", name, timer_create(clock, &e, &t));
	// The timer has its own.
	pthread_attr_destroy(&attributes);
	printf(" stopped %d", timer_gettime(t, &now));
	printf(" %d\n", now.it_value.tv_sec == 0 && now.it_value.tv_nsec == 0);
	printf("set %d", timer_settime(t, 0, &once, 0));
	sem_wait(&told);
	printf(" called %d %d, in main %d, detached %d, stack %d, mask %d\n", calls, value, is_main, is_detached, has_stack, blocked);
	timer_gettime(t, &now);
	printf("stopped again %d\n", now.it_value.tv_sec == 0 && now.it_value.tv_nsec == 0);

	struct itimerspec often = spec(10, 10);
	timer_settime(t, 0, &often, 0);
	for (int i = 0; i < 5; i++)
		sem_wait(&told);
	printf("often %d", calls >= 6);
	printf(" slower %d", timer_settime(t, 0, &slow, &now));
	printf(" interval %ld %ld", (long)now.it_interval.tv_sec, now.it_interval.tv_nsec);
	printf(" %d\n", now.it_value.tv_sec == 0 && now.it_value.tv_nsec <= 10000000);
	timer_gettime(t, &now);
	printf("long %d %ld\n", now.it_value.tv_sec >= 90 && now.it_value.tv_sec <= 100, now.it_interval.tv_nsec);
	printf("stop %d\n", timer_settime(t, 0, &stop, 0));
	// A call that was on its way.
	usleep(100000);
	while (!sem_trywait(&told))
		;

	struct itimerspec absolute = spec(0, 0);
	clock_gettime(clock, &absolute.it_value);
	absolute.it_value.tv_nsec += 20000000;
	if (absolute.it_value.tv_nsec >= 1000000000)
		absolute.it_value.tv_sec++, absolute.it_value.tv_nsec -= 1000000000;
	calls = 0;
	timer_settime(t, TIMER_ABSTIME, &absolute, 0);
	sem_wait(&told);
	struct timespec after;
	clock_gettime(clock, &after);
	printf("absolute %d", after.tv_sec > absolute.it_value.tv_sec || (after.tv_sec == absolute.it_value.tv_sec && after.tv_nsec >= absolute.it_value.tv_nsec));
	// The past is now.
	absolute.it_value.tv_sec = 1;
	timer_settime(t, TIMER_ABSTIME, &absolute, 0);
	sem_wait(&told);
	printf(" past %d overrun %d\n", calls, timer_getoverrun(t));

	once.it_value.tv_nsec = 1000000000;
	printf("bad %d", timer_settime(t, 0, &once, 0));
	printf(" %d\n", errno == EINVAL);
	once = spec(50, 0);
	timer_settime(t, 0, &once, 0);
	printf("delete %d\n", timer_delete(t));
	calls = 0;
	usleep(120000);
	printf("silent %d\n", calls);
	pthread_attr_init(&attributes);
}

int main(void)
{
	sem_init(&told, 0, 0);
	first = pthread_self();
	one(CLOCK_MONOTONIC, "monotonic"), one(CLOCK_REALTIME, "realtime");

	// Two at once, each with its value; a signal's timer beside them.
	struct sigevent e = { .sigev_notify = SIGEV_THREAD, .sigev_notify_function = function, .sigev_value.sival_int = 1 };
	timer_t a, b, c;
	printf("three %d", timer_create(CLOCK_MONOTONIC, &e, &a));
	e.sigev_value.sival_int = 2;
	printf(" %d", timer_create(CLOCK_MONOTONIC, &e, &b));
	struct sigevent s = { .sigev_notify = SIGEV_NONE };
	printf(" %d, different %d\n", timer_create(CLOCK_REALTIME, 0, &c), a != b);
	struct itimerspec soon = spec(10, 0), later = spec(60, 0);
	timer_settime(a, 0, &later, 0), timer_settime(b, 0, &soon, 0);
	sem_wait(&told), printf("%d ", value), sem_wait(&told), printf("%d\n", value);
	// A child has no timers.
	soon = spec(200, 0);
	timer_settime(a, 0, &soon, 0);
	calls = 0;
	fflush(stdout);
	pid_t pid = fork();
	if (!pid) {
		usleep(400000);
		_exit(calls);
	}
	int status;
	waitpid(pid, &status, 0);
	printf("child %d\n", WEXITSTATUS(status));
	sem_wait(&told);
	printf("parent %d\n", calls);
	printf("delete %d", timer_delete(a));
	printf(" %d", timer_delete(b));
	printf(" %d\n", timer_delete(c));
	return 0;
}
