// A bounded queue with condition variables between producers and consumers. And conditions that are destroyed as soon as
// the waiting threads are woken.
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>

static int queue[10], head, used, sum, done;
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t not_full = PTHREAD_COND_INITIALIZER, not_empty = PTHREAD_COND_INITIALIZER;

static void *produce(void *arg)
{
	for (int i = 0; i < 500; i++) {
		pthread_mutex_lock(&m);
		while (used == 10)
			pthread_cond_wait(&not_full, &m);
		queue[(head + used++) % 10] = i + (int)(long)arg;
		pthread_cond_signal(&not_empty);
		pthread_mutex_unlock(&m);
	}
	return 0;
}

static void *consume(void *arg)
{
	(void)arg;
	for (;;) {
		pthread_mutex_lock(&m);
		while (used == 0 && !done)
			pthread_cond_wait(&not_empty, &m);
		if (used == 0) {
			pthread_mutex_unlock(&m);
			return 0;
		}
		sum += queue[head];
		head = (head + 1) % 10;
		used--;
		pthread_cond_signal(&not_full);
		pthread_mutex_unlock(&m);
	}
}

static union {
	pthread_cond_t condition;
	unsigned char bytes[sizeof(pthread_cond_t)];
} reused;
static int waiting, go;

static void *wait_once(void *arg)
{
	pthread_mutex_lock(&m);
	waiting++;
	while (!go)
		pthread_cond_wait(&reused.condition, &m);
	pthread_mutex_unlock(&m);
	return arg;
}

// The memory of a condition is the program's again when it is destroyed: no woken thread may write there.
static int writes_after_destroying(void)
{
	pthread_t t[4];
	int writes = 0;
	pthread_cond_init(&reused.condition, 0);
	waiting = go = 0;
	for (int i = 0; i < 4; i++)
		pthread_create(&t[i], 0, wait_once, 0);
	pthread_mutex_lock(&m);
	while (waiting < 4) {
		pthread_mutex_unlock(&m);
		sched_yield();
		pthread_mutex_lock(&m);
	}
	go = 1;
	pthread_cond_broadcast(&reused.condition);
	pthread_mutex_unlock(&m);
	pthread_cond_destroy(&reused.condition);
	memset(reused.bytes, 0x55, sizeof reused.bytes);
	for (int i = 0; i < 4; i++)
		pthread_join(t[i], 0);
	for (size_t i = 0; i < sizeof reused.bytes; i++)
		writes += reused.bytes[i] != 0x55;
	return writes;
}

int main(void)
{
	pthread_t p[3], c[3];
	for (long i = 0; i < 3; i++) {
		pthread_create(&p[i], 0, produce, (void *)(i * 1000));
		pthread_create(&c[i], 0, consume, 0);
	}
	for (int i = 0; i < 3; i++)
		pthread_join(p[i], 0);
	pthread_mutex_lock(&m);
	done = 1;
	pthread_cond_broadcast(&not_empty);
	pthread_mutex_unlock(&m);
	for (int i = 0; i < 3; i++)
		pthread_join(c[i], 0);
	printf("%d\n", sum);
	int writes = 0;
	for (int i = 0; i < 300; i++)
		writes += writes_after_destroying();
	printf("writes after destroying %d\n", writes);
	return 0;
}
