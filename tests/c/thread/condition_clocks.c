// Timed waits on a condition by either clock; signal and broadcast wake who should wake.
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t c = PTHREAD_COND_INITIALIZER;
static int tickets, woken, waiting;

static long waited(clockid_t clock, pthread_cond_t *cond, int *result)
{
	struct timespec start, end, deadline;
	// The start first: a busy machine may lose time between the two.
	clock_gettime(CLOCK_MONOTONIC, &start);
	clock_gettime(clock, &deadline);
	deadline.tv_nsec += 40000000;
	if (deadline.tv_nsec >= 1000000000)
		deadline.tv_sec++, deadline.tv_nsec -= 1000000000;
	pthread_mutex_lock(&m);
	do
		*result = pthread_cond_timedwait(cond, &m, &deadline);
	while (*result == 0);
	pthread_mutex_unlock(&m);
	clock_gettime(CLOCK_MONOTONIC, &end);
	return (end.tv_sec - start.tv_sec) * 1000 + (end.tv_nsec - start.tv_nsec) / 1000000;
}

static void *waiter(void *arg)
{
	pthread_mutex_lock(&m);
	waiting++;
	while (tickets == 0)
		pthread_cond_wait(&c, &m);
	tickets--;
	woken++;
	pthread_mutex_unlock(&m);
	return 0;
}

static int counted(int *what, int wanted)
{
	for (int i = 0; i < 5000; i++) {
		pthread_mutex_lock(&m);
		int now = *what;
		pthread_mutex_unlock(&m);
		if (now >= wanted)
			break;
		usleep(1000);
	}
	return *what;
}

int main(void)
{
	pthread_condattr_t a;
	pthread_cond_t monotonic;
	clockid_t clock;
	int r;
	pthread_t t[5];
	pthread_condattr_init(&a);
	pthread_condattr_getclock(&a, &clock);
	printf("realtime at first %d\n", clock == CLOCK_REALTIME);
	printf("%d", pthread_condattr_setclock(&a, CLOCK_MONOTONIC));
	pthread_condattr_getclock(&a, &clock);
	printf(" %d\n", clock == CLOCK_MONOTONIC);
	printf("%s\n", strerror(pthread_condattr_setclock(&a, CLOCK_PROCESS_CPUTIME_ID)));
	pthread_cond_init(&monotonic, &a);
	long ms = waited(CLOCK_MONOTONIC, &monotonic, &r);
	printf("monotonic: %s %d\n", strerror(r), ms >= 39);
	ms = waited(CLOCK_REALTIME, &c, &r);
	printf("realtime: %s %d\n", strerror(r), ms >= 38);
	struct timespec past = { 1, 0 }, bad = { 1, 1000000000 };
	pthread_mutex_lock(&m);
	printf("past: %s\n", strerror(pthread_cond_timedwait(&c, &m, &past)));
	printf("bad: %s\n", strerror(pthread_cond_timedwait(&c, &m, &bad)));
	pthread_mutex_unlock(&m);
	for (int i = 0; i < 5; i++)
		pthread_create(&t[i], 0, waiter, 0);
	counted(&waiting, 5);
	pthread_mutex_lock(&m);
	tickets = 1;
	pthread_cond_signal(&c);
	pthread_mutex_unlock(&m);
	printf("signal: %d\n", counted(&woken, 1));
	pthread_mutex_lock(&m);
	tickets = 4;
	pthread_cond_broadcast(&c);
	pthread_mutex_unlock(&m);
	printf("broadcast: %d\n", counted(&woken, 5));
	for (int i = 0; i < 5; i++)
		pthread_join(t[i], 0);
	printf("%d %d\n", pthread_cond_destroy(&c), pthread_cond_destroy(&monotonic));
	return 0;
}
