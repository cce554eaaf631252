// Thread-specific data with destructors, pthread_once, and __thread variables.
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

static pthread_key_t key;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static int destroyed, inits;
static __thread int mine = 5;
static __thread char zeroed[1000];

static void destroy(void *p) { destroyed += *(int *)p; free(p); }
static void init(void) { inits++; pthread_key_create(&key, destroy); }

static void *work(void *arg)
{
	pthread_once(&once, init);
	int *p = malloc(sizeof *p);
	*p = (int)(long)arg;
	pthread_setspecific(key, p);
	mine += *p;
	int bad = zeroed[500];
	zeroed[500] = 1;
	return (void *)(long)(mine * 10 + bad + (pthread_getspecific(key) != p));
}

int main(void)
{
	pthread_t t[5];
	void *r;
	for (long i = 0; i < 5; i++)
		pthread_create(&t[i], 0, work, (void *)i);
	for (int i = 0; i < 5; i++) {
		pthread_join(t[i], &r);
		printf("%ld ", (long)r);
	}
	printf("\ndestroyed %d inits %d mine %d\n", destroyed, inits, mine);
	return 0;
}
