// Read-write locks and barriers.
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

static pthread_rwlock_t rw = PTHREAD_RWLOCK_INITIALIZER;
static pthread_barrier_t barrier;
static int serial, value, bad;
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;

static void *work(void *arg)
{
	for (int i = 0; i < 100; i++) {
		if ((i + (long)arg) % 5 == 0) {
			pthread_rwlock_wrlock(&rw);
			value++;
			pthread_rwlock_unlock(&rw);
		} else {
			pthread_rwlock_rdlock(&rw);
			bad += value < 0;
			pthread_rwlock_unlock(&rw);
		}
	}
	for (int i = 0; i < 10; i++)
		if (pthread_barrier_wait(&barrier) == PTHREAD_BARRIER_SERIAL_THREAD) {
			pthread_mutex_lock(&m);
			serial++;
			pthread_mutex_unlock(&m);
		}
	return 0;
}

int main(void)
{
	pthread_t t[4];
	pthread_barrier_init(&barrier, 0, 4);
	for (long i = 0; i < 4; i++)
		pthread_create(&t[i], 0, work, (void *)i);
	for (int i = 0; i < 4; i++)
		pthread_join(t[i], 0);
	printf("value %d serial %d bad %d\n", value, serial, bad);
	pthread_rwlock_rdlock(&rw);
	printf("%s\n", strerror(pthread_rwlock_trywrlock(&rw)));
	printf("%d\n", pthread_rwlock_tryrdlock(&rw));
	return 0;
}
