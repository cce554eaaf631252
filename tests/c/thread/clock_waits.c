// Waits with a limit on a clock that the caller names: mutex, read-write lock, condition, semaphore.
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
static pthread_cond_t cond = PTHREAD_COND_INITIALIZER;
static sem_t semaphore;
static clockid_t clocks[] = { CLOCK_REALTIME, CLOCK_MONOTONIC };

static struct timespec in(clockid_t clock, long ms)
{
	struct timespec t;
	clock_gettime(clock, &t);
	t.tv_nsec += ms * 1000000;
	t.tv_sec += t.tv_nsec / 1000000000;
	t.tv_nsec %= 1000000000;
	return t;
}

static const char *told(int r)
{
	return r ? strerror(r) : "ok";
}

static void *other(void *arg)
{
	clockid_t clock = *(clockid_t *)arg;
	struct timespec t = in(clock, 40);
	int r = pthread_mutex_clocklock(&mutex, clock, &t);
	struct timespec now = in(clock, 0);
	printf("mutex: %s, late enough %d\n", told(r), now.tv_sec > t.tv_sec || (now.tv_sec == t.tv_sec && now.tv_nsec >= t.tv_nsec));
	t = in(clock, 20);
	printf("read: %s\n", told(pthread_rwlock_clockrdlock(&lock, clock, &t)));
	t = in(clock, 20);
	printf("write: %s\n", told(pthread_rwlock_clockwrlock(&lock, clock, &t)));
	return 0;
}

int main(void)
{
	pthread_t thread;
	sem_init(&semaphore, 0, 1);
	for (int i = 0; i < 2; i++) {
		clockid_t clock = clocks[i];
		struct timespec t = in(clock, 5000), bad = { 0, 1000000000 };
		printf("free mutex: %s\n", told(pthread_mutex_clocklock(&mutex, clock, &t)));
		printf("free lock: %s\n", told(pthread_rwlock_clockwrlock(&lock, clock, &t)));
		pthread_create(&thread, 0, other, &clocks[i]);
		pthread_join(thread, 0);
		pthread_rwlock_unlock(&lock);
		printf("free to read: %s %s\n", told(pthread_rwlock_clockrdlock(&lock, clock, &t)), told(pthread_rwlock_clockrdlock(&lock, clock, &t)));
		t = in(clock, 10);
		printf("readers: %s\n", told(pthread_rwlock_clockwrlock(&lock, clock, &t)));
		pthread_rwlock_unlock(&lock);
		pthread_rwlock_unlock(&lock);
		t = in(clock, 30);
		printf("condition: %s\n", told(pthread_cond_clockwait(&cond, &mutex, clock, &t)));
		printf("bad time: %s\n", told(pthread_cond_clockwait(&cond, &mutex, clock, &bad)));
		pthread_mutex_unlock(&mutex);
		t = in(clock, 30);
		int first = sem_clockwait(&semaphore, clock, &t), second = sem_clockwait(&semaphore, clock, &t);
		printf("semaphore: %d %d %s\n", first, second, strerror(errno));
		second = sem_clockwait(&semaphore, clock, &bad);
		printf("bad time: %d %s\n", second, strerror(errno));
		sem_post(&semaphore);
	}
	struct timespec t = in(CLOCK_REALTIME, 10);
	printf("no such clock: %s", told(pthread_mutex_clocklock(&mutex, CLOCK_PROCESS_CPUTIME_ID, &t)));
	printf(" %s", told(pthread_rwlock_clockrdlock(&lock, CLOCK_PROCESS_CPUTIME_ID, &t)));
	printf(" %s", told(pthread_cond_clockwait(&cond, &mutex, CLOCK_PROCESS_CPUTIME_ID, &t)));
	sem_trywait(&semaphore);
	errno = 0;
	int r = sem_clockwait(&semaphore, CLOCK_PROCESS_CPUTIME_ID, &t);
	printf(" %d %s\n", r, strerror(errno));
	return 0;
}
