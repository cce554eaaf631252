// A barrier lets all go at once, round after round; exactly one is told that it was the last.
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#define THREADS 5
#define ROUNDS 200
static pthread_barrier_t barrier;
static atomic_int serial, arrived[ROUNDS], early;

static void *worker(void *arg)
{
	for (int i = 0; i < ROUNDS; i++) {
		atomic_fetch_add(&arrived[i], 1);
		int r = pthread_barrier_wait(&barrier);
		early += atomic_load(&arrived[i]) != THREADS;
		serial += r == PTHREAD_BARRIER_SERIAL_THREAD;
	}
	return 0;
}

int main(void)
{
	pthread_t t[THREADS];
	printf("%s\n", strerror(pthread_barrier_init(&barrier, 0, 0)));
	pthread_barrier_init(&barrier, 0, THREADS);
	for (int i = 0; i < THREADS; i++)
		pthread_create(&t[i], 0, worker, 0);
	for (int i = 0; i < THREADS; i++)
		pthread_join(t[i], 0);
	printf("early %d serial %d\n", early, serial);
	printf("%d\n", pthread_barrier_destroy(&barrier));
	pthread_barrier_init(&barrier, 0, 1);
	printf("alone %d\n", pthread_barrier_wait(&barrier) == PTHREAD_BARRIER_SERIAL_THREAD);
	pthread_spinlock_t spin;
	printf("%d ", pthread_spin_init(&spin, PTHREAD_PROCESS_PRIVATE));
	printf("%d ", pthread_spin_lock(&spin));
	printf("%s ", strerror(pthread_spin_trylock(&spin)));
	printf("%d ", pthread_spin_unlock(&spin));
	printf("%d\n", pthread_spin_trylock(&spin));
	return 0;
}
