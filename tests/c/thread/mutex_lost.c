// oracle: POSIX
// A robust mutex that is given back without having been made consistent: all that wait for it are told, whichever way
// they wait (glibc wakes one of them, and lets a deadline pass).
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

static pthread_mutex_t mutex;
static pthread_barrier_t barrier;

static void check(const char *what, int protocol, int is_right)
{
	printf("%s %s, protocol %d\n", is_right ? "ok" : "wrong", what, protocol);
}

static void *take_and_end(void *unused)
{
	pthread_mutex_lock(&mutex);
	return unused;
}

static void *wait_for_it(void *unused)
{
	pthread_barrier_wait(&barrier);
	(void)unused;
	return (void *)(long)pthread_mutex_lock(&mutex);
}

static void *wait_until(void *unused)
{
	struct timespec t;
	clock_gettime(CLOCK_REALTIME, &t);
	t.tv_sec += 100;
	pthread_barrier_wait(&barrier);
	(void)unused;
	return (void *)(long)pthread_mutex_timedlock(&mutex, &t);
}

int main(void)
{
	for (int protocol = PTHREAD_PRIO_NONE; protocol <= PTHREAD_PRIO_INHERIT; protocol++) {
		pthread_mutexattr_t attr;
		pthread_mutexattr_init(&attr);
		pthread_mutexattr_setrobust(&attr, PTHREAD_MUTEX_ROBUST);
		pthread_mutexattr_setprotocol(&attr, protocol);
		pthread_mutex_init(&mutex, &attr);
		pthread_t threads[5];
		pthread_create(&threads[0], 0, take_and_end, 0);
		pthread_join(threads[0], 0);
		check("told", protocol, pthread_mutex_lock(&mutex) == EOWNERDEAD);
		pthread_barrier_init(&barrier, 0, 5 + 1);
		for (int i = 0; i < 5; i++)
			pthread_create(&threads[i], 0, i % 2 ? wait_until : wait_for_it, 0);
		pthread_barrier_wait(&barrier);
		usleep(50000);
		check("given back", protocol, pthread_mutex_unlock(&mutex) == 0);
		for (int i = 0; i < 5; i++) {
			void *error;
			pthread_join(threads[i], &error);
			check("waiter", protocol, (long)error == ENOTRECOVERABLE);
		}
		struct timespec past = { 1, 0 };
		check("lock", protocol, pthread_mutex_lock(&mutex) == ENOTRECOVERABLE);
		check("trylock", protocol, pthread_mutex_trylock(&mutex) == ENOTRECOVERABLE);
		check("timedlock", protocol, pthread_mutex_timedlock(&mutex, &past) == ENOTRECOVERABLE);
		check("unlock", protocol, pthread_mutex_unlock(&mutex) == EPERM);
	}
	return 0;
}
