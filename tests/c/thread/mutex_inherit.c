// Mutexes whose holder inherits priorities: attributes, types, waiting, deadlines, conditions. No thread has a real-time
// policy here: not every machine lets it.
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static pthread_mutex_t mutex, second;
static pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
static long count, turn;

static void make(pthread_mutex_t *m, int type)
{
	pthread_mutexattr_t attr;
	pthread_mutexattr_init(&attr);
	pthread_mutexattr_settype(&attr, type);
	pthread_mutexattr_setprotocol(&attr, PTHREAD_PRIO_INHERIT);
	int error = pthread_mutex_init(m, &attr);
	if (error)
		printf("init %s\n", strerror(error));
}

static void *add(void *unused)
{
	for (int i = 0; i < 20000; i++) {
		pthread_mutex_lock(&mutex);
		count++;
		pthread_mutex_unlock(&mutex);
	}
	return unused;
}

static void *stranger(void *m)
{
	return (void *)(long)pthread_mutex_unlock(m);
}

static void *asker(void *m)
{
	return (void *)(long)pthread_mutex_trylock(m);
}

static void *timed(void *m)
{
	struct timespec t;
	clock_gettime(CLOCK_REALTIME, &t);
	if ((t.tv_nsec += 20000000) >= 1000000000)
		t.tv_sec++, t.tv_nsec -= 1000000000;
	return (void *)(long)pthread_mutex_timedlock(m, &t);
}

static void *wrong_time(void *m)
{
	struct timespec t = { 0, 1000000000 };
	return (void *)(long)pthread_mutex_timedlock(m, &t);
}

static const char *other(void *(*function)(void *), void *argument)
{
	pthread_t thread;
	void *result;
	pthread_create(&thread, 0, function, argument);
	pthread_join(thread, &result);
	return strerror((long)result);
}

static void *turns(void *mine)
{
	for (int i = 0; i < 500; i++) {
		pthread_mutex_lock(&mutex);
		while (turn % 2 != (long)mine)
			pthread_cond_wait(&condition, &mutex);
		turn++;
		pthread_cond_broadcast(&condition);
		pthread_mutex_unlock(&mutex);
	}
	return 0;
}

int main(void)
{
	pthread_mutexattr_t attr;
	int protocol = -1;
	pthread_mutexattr_init(&attr);
	printf("set %d", pthread_mutexattr_setprotocol(&attr, PTHREAD_PRIO_INHERIT));
	pthread_mutexattr_getprotocol(&attr, &protocol);
	printf(" get %d", protocol == PTHREAD_PRIO_INHERIT);
	printf(" none %d", pthread_mutexattr_setprotocol(&attr, PTHREAD_PRIO_NONE));
	pthread_mutexattr_getprotocol(&attr, &protocol);
	printf(" get %d\n", protocol == PTHREAD_PRIO_NONE);
	printf("options %d\n", sysconf(_SC_THREAD_PRIO_INHERIT) > 0);

	make(&mutex, PTHREAD_MUTEX_NORMAL);
	pthread_t threads[4];
	for (int i = 0; i < 4; i++)
		pthread_create(&threads[i], 0, add, 0);
	for (int i = 0; i < 4; i++)
		pthread_join(threads[i], 0);
	printf("count %ld\n", count);
	for (long i = 0; i < 2; i++)
		pthread_create(&threads[i], 0, turns, (void *)i);
	for (int i = 0; i < 2; i++)
		pthread_join(threads[i], 0);
	printf("turns %ld\n", turn);

	static const int types[] = { PTHREAD_MUTEX_NORMAL, PTHREAD_MUTEX_ERRORCHECK, PTHREAD_MUTEX_RECURSIVE };
	for (int i = 0; i < 3; i++) {
		make(&second, types[i]);
		printf("lock %d", pthread_mutex_lock(&second));
		// glibc has EDEADLK for an error-checking one here, and EBUSY where no priority is inherited, as POSIX has it.
		if (i != 1)
			printf(" try %s", strerror(pthread_mutex_trylock(&second)));
		if (i)
			printf(" again %s stranger %s", strerror(pthread_mutex_lock(&second)), other(stranger, &second));
		printf(" other %s timed %s wrong %s", other(asker, &second), other(timed, &second), other(wrong_time, &second));
		printf(" unlock %d", pthread_mutex_unlock(&second));
		if (i == 2)
			printf(" %d %d", pthread_mutex_unlock(&second), pthread_mutex_unlock(&second));
		if (i)
			printf(" once more %s", strerror(pthread_mutex_unlock(&second)));
		printf(" destroy %d\n", pthread_mutex_destroy(&second));
	}
	return 0;
}
