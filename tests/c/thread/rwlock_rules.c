// Read-write locks: many readers, one writer, try and timed forms, and errors.
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define SHOW(e) do { int r_ = (e); printf("%s: %s\n", #e, r_ ? strerror(r_) : "ok"); } while (0)
static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
static long value, wrong;

static void *elsewhere(void *arg)
{
	int r = arg ? pthread_rwlock_trywrlock(&lock) : pthread_rwlock_tryrdlock(&lock);
	if (r == 0)
		pthread_rwlock_unlock(&lock);
	return (void *)(long)r;
}

static const char *other(int writes)
{
	pthread_t t;
	void *r;
	pthread_create(&t, 0, elsewhere, writes ? "" : 0);
	pthread_join(t, &r);
	return r ? strerror((long)r) : "ok";
}

static void *worker(void *arg)
{
	for (int i = 0; i < 3000; i++)
		if (i % 4 == 0) {
			pthread_rwlock_wrlock(&lock);
			long v = value;
			if (i % 64 == 0)
				sched_yield();
			value = v + 1;
			pthread_rwlock_unlock(&lock);
		} else {
			pthread_rwlock_rdlock(&lock);
			long v = value;
			if (i % 64 == 1)
				sched_yield();
			wrong += v != value;
			pthread_rwlock_unlock(&lock);
		}
	return 0;
}

static void *timed(void *arg)
{
	struct timespec t;
	clock_gettime(CLOCK_REALTIME, &t);
	t.tv_nsec += 20000000;
	if (t.tv_nsec >= 1000000000)
		t.tv_sec++, t.tv_nsec -= 1000000000;
	int r = pthread_rwlock_timedwrlock(&lock, &t), s = pthread_rwlock_timedrdlock(&lock, &t);
	printf("timed: %s, %s\n", strerror(r), strerror(s));
	t.tv_nsec = -1;
	printf("bad time: %s\n", strerror(pthread_rwlock_timedrdlock(&lock, &t)));
	return 0;
}

int main(void)
{
	pthread_t t[4];
	SHOW(pthread_rwlock_rdlock(&lock));
	SHOW(pthread_rwlock_rdlock(&lock));
	printf("another reader %s, writer %s\n", other(0), other(1));
	SHOW(pthread_rwlock_unlock(&lock));
	printf("writer %s\n", other(1));
	SHOW(pthread_rwlock_unlock(&lock));
	printf("writer %s\n", other(1));
	SHOW(pthread_rwlock_wrlock(&lock));
	SHOW(pthread_rwlock_wrlock(&lock));
	SHOW(pthread_rwlock_rdlock(&lock));
	SHOW(pthread_rwlock_trywrlock(&lock));
	printf("another reader %s, writer %s\n", other(0), other(1));
	pthread_create(&t[0], 0, timed, 0);
	pthread_join(t[0], 0);
	SHOW(pthread_rwlock_unlock(&lock));
	for (int i = 0; i < 4; i++)
		pthread_create(&t[i], 0, worker, 0);
	for (int i = 0; i < 4; i++)
		pthread_join(t[i], 0);
	printf("value %ld wrong %ld\n", value, wrong);
	SHOW(pthread_rwlock_destroy(&lock));
	pthread_rwlockattr_t a;
	int shared;
	pthread_rwlockattr_init(&a);
	SHOW(pthread_rwlockattr_setpshared(&a, PTHREAD_PROCESS_SHARED));
	pthread_rwlockattr_getpshared(&a, &shared);
	printf("shared %d\n", shared == PTHREAD_PROCESS_SHARED);
	SHOW(pthread_rwlockattr_setpshared(&a, 77));
	return 0;
}
