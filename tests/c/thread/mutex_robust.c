// Robust mutexes, with and without inherited priorities: the end of a thread that holds one, whoever takes it then, who
// waits for it, and what becomes of it when it is not made consistent. (`mutex_lost` has those that wait then: glibc wakes one.)
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static pthread_mutex_t mutex, other;
static pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
static pthread_barrier_t barrier;
static int ready;

static const char *name(long error)
{
	switch (error) {
	case 0:
		return "ok";
	case EOWNERDEAD:
		return "EOWNERDEAD";
	case ENOTRECOVERABLE:
		return "ENOTRECOVERABLE";
	case EBUSY:
		return "EBUSY";
	case EPERM:
		return "EPERM";
	case EINVAL:
		return "EINVAL";
	case ETIMEDOUT:
		return "ETIMEDOUT";
	case EDEADLK:
		return "EDEADLK";
	default:
		return strerror(error);
	}
}

static void make(pthread_mutex_t *m, int type, int protocol, int shared)
{
	pthread_mutexattr_t attr;
	pthread_mutexattr_init(&attr);
	pthread_mutexattr_settype(&attr, type);
	pthread_mutexattr_setrobust(&attr, PTHREAD_MUTEX_ROBUST);
	pthread_mutexattr_setprotocol(&attr, protocol);
	pthread_mutexattr_setpshared(&attr, shared);
	int error = pthread_mutex_init(m, &attr);
	if (error)
		printf("init %s\n", name(error));
}

// Ends with the mutexes held: the first once, the other one between two others.
static void *take_and_end(void *times)
{
	for (long i = 0; i < (long)times; i++)
		pthread_mutex_lock(&mutex);
	pthread_mutex_lock(&other);
	return 0;
}

static void *take_and_exit(void *unused)
{
	pthread_mutex_lock(&mutex);
	pthread_barrier_wait(&barrier);
	usleep(30000);
	pthread_exit(unused);
}

static void *wait_for_it(void *unused)
{
	pthread_barrier_wait(&barrier);
	long error = pthread_mutex_lock(&mutex);
	if (error == EOWNERDEAD)
		pthread_mutex_consistent(&mutex);
	pthread_mutex_unlock(&mutex);
	(void)unused;
	return (void *)error;
}

static void *try(void *m)
{
	return (void *)(long)pthread_mutex_trylock(m);
}

static void *give(void *m)
{
	return (void *)(long)pthread_mutex_unlock(m);
}

static void *timed(void *m)
{
	struct timespec t;
	clock_gettime(CLOCK_REALTIME, &t);
	if ((t.tv_nsec += 20000000) >= 1000000000)
		t.tv_sec++, t.tv_nsec -= 1000000000;
	return (void *)(long)pthread_mutex_timedlock(m, &t);
}

static void *end_holding_after_wait(void *unused)
{
	pthread_mutex_lock(&mutex);
	ready = 1;
	pthread_cond_signal(&condition);
	return unused;
}

static const char *in_thread(void *(*function)(void *), void *argument)
{
	pthread_t thread;
	void *result;
	pthread_create(&thread, 0, function, argument);
	pthread_join(thread, &result);
	return name((long)result);
}

static void say(const char *what, int error)
{
	printf("%s %s", what, name(error));
}

static void one(int type, int protocol, int shared)
{
	printf("type %d protocol %d shared %d\n", type, protocol, shared);
	make(&mutex, type, protocol, shared);
	make(&other, type, protocol, shared);
	say(" not yet", pthread_mutex_consistent(&mutex));
	in_thread(take_and_end, (void *)(type == PTHREAD_MUTEX_RECURSIVE ? 3L : 1L));
	say(" lock", pthread_mutex_lock(&mutex));
	printf(" busy %s", in_thread(try, &mutex));
	printf(" stranger %s", in_thread(give, &mutex));
	printf(" timed %s\n", in_thread(timed, &mutex));
	say(" consistent", pthread_mutex_consistent(&mutex));
	say(" twice", pthread_mutex_consistent(&mutex));
	if (type == PTHREAD_MUTEX_RECURSIVE) {
		say(" again", pthread_mutex_lock(&mutex));
		say(" unlock", pthread_mutex_unlock(&mutex));
	}
	if (type == PTHREAD_MUTEX_ERRORCHECK)
		say(" again", pthread_mutex_lock(&mutex));
	say(" unlock", pthread_mutex_unlock(&mutex));
	say(" twice", pthread_mutex_unlock(&mutex));
	say(" as before", pthread_mutex_lock(&mutex));
	say(" unlock", pthread_mutex_unlock(&mutex));
	// Taken by trylock, and lost.
	say("\n try", pthread_mutex_trylock(&other));
	say(" unlock", pthread_mutex_unlock(&other));
	say(" lost", pthread_mutex_lock(&other));
	say(" try", pthread_mutex_trylock(&other));
	say(" consistent", pthread_mutex_consistent(&other));
	say(" destroy", pthread_mutex_destroy(&other));
	puts("");

	// Threads that wait when the holder ends: the first is told, then all are served.
	pthread_t holder, waiters[3];
	int told = 0;
	pthread_barrier_init(&barrier, 0, 4);
	pthread_create(&holder, 0, take_and_exit, 0);
	for (int i = 0; i < 3; i++)
		pthread_create(&waiters[i], 0, wait_for_it, 0);
	pthread_join(holder, 0);
	for (int i = 0; i < 3; i++) {
		void *error;
		pthread_join(waiters[i], &error);
		told += (long)error == EOWNERDEAD;
	}
	printf(" told %d", told);
	pthread_barrier_destroy(&barrier);
	say(" now", pthread_mutex_trylock(&mutex));

	// The holder ends while another thread waits for a condition.
	make(&mutex, type, protocol, shared);
	ready = 0;
	pthread_mutex_lock(&mutex);
	pthread_t ender;
	pthread_create(&ender, 0, end_holding_after_wait, 0);
	int error = 0;
	while (!ready && !error)
		error = pthread_cond_wait(&condition, &mutex);
	say(" condition", error);
	say(" consistent", pthread_mutex_consistent(&mutex));
	say(" unlock", pthread_mutex_unlock(&mutex));
	puts("");
	pthread_join(ender, 0);
}

int main(void)
{
	static const int types[] = { PTHREAD_MUTEX_NORMAL, PTHREAD_MUTEX_ERRORCHECK, PTHREAD_MUTEX_RECURSIVE };
	static const int protocols[] = { PTHREAD_PRIO_NONE, PTHREAD_PRIO_INHERIT };
	for (int protocol = 0; protocol < 2; protocol++)
		for (int shared = 0; shared < 2; shared++)
			for (int type = 0; type < 3; type++)
				one(types[type], protocols[protocol], shared);
	return 0;
}
