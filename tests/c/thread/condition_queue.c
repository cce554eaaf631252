// A bounded queue with condition variables between producers and consumers.
#include <pthread.h>
#include <stdio.h>

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
	return 0;
}
