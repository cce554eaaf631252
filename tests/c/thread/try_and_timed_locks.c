// trylock and timedlock on the mutex types; recursion counts; what a stranger may not unlock.
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define SHOW(e) do { int r_ = (e); printf("%s: %s\n", #e, r_ ? strerror(r_) : "ok"); } while (0)
static pthread_mutex_t m;

static void deadline(struct timespec *t)
{
	clock_gettime(CLOCK_REALTIME, t);
	t->tv_nsec += 20000000;
	if (t->tv_nsec >= 1000000000)
		t->tv_sec++, t->tv_nsec -= 1000000000;
}

static void *stranger(void *arg)
{
	struct timespec t;
	deadline(&t);
	SHOW(pthread_mutex_trylock(&m));
	SHOW(pthread_mutex_timedlock(&m, &t));
	if (arg)
		SHOW(pthread_mutex_unlock(&m));
	return 0;
}

static void with(const char *name, int type)
{
	pthread_mutexattr_t a;
	pthread_t t;
	struct timespec time;
	int told;
	printf("%s\n", name);
	pthread_mutexattr_init(&a);
	pthread_mutexattr_settype(&a, type);
	pthread_mutexattr_gettype(&a, &told);
	printf("type told %d\n", told == type);
	pthread_mutex_init(&m, &a);
	SHOW(pthread_mutex_lock(&m));
	SHOW(pthread_mutex_trylock(&m));
	deadline(&time);
	SHOW(pthread_mutex_timedlock(&m, &time));
	pthread_create(&t, 0, stranger, type == PTHREAD_MUTEX_NORMAL ? 0 : "");
	pthread_join(t, 0);
	SHOW(pthread_mutex_unlock(&m));
	if (type == PTHREAD_MUTEX_RECURSIVE) {
		SHOW(pthread_mutex_unlock(&m));
		SHOW(pthread_mutex_unlock(&m));
	}
	if (type != PTHREAD_MUTEX_NORMAL)
		SHOW(pthread_mutex_unlock(&m));
	SHOW(pthread_mutex_destroy(&m));
}

int main(void)
{
	pthread_mutexattr_t a;
	struct timespec bad = { 0, -1 };
	with("normal", PTHREAD_MUTEX_NORMAL);
	with("errorcheck", PTHREAD_MUTEX_ERRORCHECK);
	with("recursive", PTHREAD_MUTEX_RECURSIVE);
	pthread_mutexattr_init(&a);
	SHOW(pthread_mutexattr_settype(&a, 77));
	SHOW(pthread_mutexattr_setprotocol(&a, PTHREAD_PRIO_NONE));
	pthread_mutex_init(&m, 0);
	SHOW(pthread_mutex_timedlock(&m, &bad));
	SHOW(pthread_mutex_timedlock(&m, &bad));
	return 0;
}
