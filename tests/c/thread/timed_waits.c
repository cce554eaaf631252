// Timed waits end with ETIMEDOUT, not before their time.
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static struct timespec in(int ms)
{
	struct timespec t;
	clock_gettime(CLOCK_REALTIME, &t);
	t.tv_nsec += ms * 1000000;
	if (t.tv_nsec >= 1000000000)
		t.tv_sec++, t.tv_nsec -= 1000000000;
	return t;
}

static int reached(struct timespec *t)
{
	struct timespec n;
	clock_gettime(CLOCK_REALTIME, &n);
	return n.tv_sec > t->tv_sec || (n.tv_sec == t->tv_sec && n.tv_nsec >= t->tv_nsec);
}

static void *hold(void *m)
{
	pthread_mutex_lock(m);
	return 0;
}

int main(void)
{
	pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER, held = PTHREAD_MUTEX_INITIALIZER;
	pthread_cond_t c = PTHREAD_COND_INITIALIZER;
	sem_t s;
	struct timespec t = in(20);
	pthread_mutex_lock(&m);
	int r = pthread_cond_timedwait(&c, &m, &t);
	printf("cond %s %d\n", strerror(r), reached(&t));
	pthread_t th;
	pthread_create(&th, 0, hold, &held);
	pthread_join(th, 0);
	t = in(20);
	r = pthread_mutex_timedlock(&held, &t);
	printf("mutex %s %d\n", strerror(r), reached(&t));
	sem_init(&s, 0, 0);
	t = in(20);
	r = sem_timedwait(&s, &t);
	printf("sem %d %s %d\n", r, strerror(errno), reached(&t));
	printf("%d\n", sem_trywait(&s));
	sem_post(&s);
	printf("%d\n", sem_trywait(&s));
	return 0;
}
