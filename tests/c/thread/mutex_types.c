// What each mutex type says to relocking and to unlocking by a stranger.
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

static void *stranger(void *m)
{
	return (void *)(long)pthread_mutex_unlock(m);
}

int main(void)
{
	int types[] = { PTHREAD_MUTEX_ERRORCHECK, PTHREAD_MUTEX_RECURSIVE };
	for (int i = 0; i < 2; i++) {
		pthread_mutexattr_t a;
		pthread_mutex_t m;
		pthread_mutexattr_init(&a);
		pthread_mutexattr_settype(&a, types[i]);
		pthread_mutex_init(&m, &a);
		printf("lock %d again %s", pthread_mutex_lock(&m), strerror(pthread_mutex_lock(&m)));
		pthread_t t;
		void *r;
		pthread_create(&t, 0, stranger, &m);
		pthread_join(t, &r);
		printf(" stranger %s", strerror((long)r));
		printf(" try %s\n", strerror(pthread_mutex_trylock(&m)));
		printf("unlock %d\n", pthread_mutex_unlock(&m));
	}
	pthread_mutex_t n = PTHREAD_MUTEX_INITIALIZER;
	pthread_mutex_lock(&n);
	printf("normal try %s\n", strerror(pthread_mutex_trylock(&n)));
	return 0;
}
