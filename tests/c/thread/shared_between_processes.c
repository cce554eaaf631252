// Process-shared mutexes and conditions carry a queue between parent and child.
#include <pthread.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

struct shared {
	pthread_mutex_t mutex;
	pthread_cond_t filled, emptied;
	pthread_rwlock_t rwlock;
	pthread_barrier_t barrier;
	int queue[8], count, in, out;
	long sum;
};

int main(void)
{
	struct shared *s = mmap(0, sizeof *s, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pthread_mutexattr_t ma;
	pthread_condattr_t ca;
	pthread_rwlockattr_t ra;
	pthread_barrierattr_t ba;
	int shared;
	pthread_mutexattr_init(&ma);
	pthread_mutexattr_setpshared(&ma, PTHREAD_PROCESS_SHARED);
	pthread_mutexattr_getpshared(&ma, &shared);
	printf("shared %d\n", shared == PTHREAD_PROCESS_SHARED);
	pthread_condattr_init(&ca);
	pthread_condattr_setpshared(&ca, PTHREAD_PROCESS_SHARED);
	pthread_rwlockattr_init(&ra);
	pthread_rwlockattr_setpshared(&ra, PTHREAD_PROCESS_SHARED);
	pthread_barrierattr_init(&ba);
	pthread_barrierattr_setpshared(&ba, PTHREAD_PROCESS_SHARED);
	pthread_mutex_init(&s->mutex, &ma);
	pthread_cond_init(&s->filled, &ca);
	pthread_cond_init(&s->emptied, &ca);
	pthread_rwlock_init(&s->rwlock, &ra);
	pthread_barrier_init(&s->barrier, &ba, 3);
	for (int child = 0; child < 2; child++)
		if (fork() == 0) {
			pthread_barrier_wait(&s->barrier);
			for (int i = 0; i < 500; i++) {
				pthread_mutex_lock(&s->mutex);
				while (s->count == 8)
					pthread_cond_wait(&s->emptied, &s->mutex);
				s->queue[s->in++ % 8] = i + 1;
				s->count++;
				pthread_cond_signal(&s->filled);
				pthread_mutex_unlock(&s->mutex);
				pthread_rwlock_wrlock(&s->rwlock);
				s->sum += 1;
				pthread_rwlock_unlock(&s->rwlock);
			}
			_exit(0);
		}
	pthread_barrier_wait(&s->barrier);
	long sum = 0;
	for (int i = 0; i < 1000; i++) {
		pthread_mutex_lock(&s->mutex);
		while (s->count == 0)
			pthread_cond_wait(&s->filled, &s->mutex);
		sum += s->queue[s->out++ % 8];
		s->count--;
		pthread_cond_signal(&s->emptied);
		pthread_mutex_unlock(&s->mutex);
	}
	while (wait(0) > 0)
		;
	printf("sum %ld, under the rwlock %ld\n", sum, s->sum);
	return 0;
}
