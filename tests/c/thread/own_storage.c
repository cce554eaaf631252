// Each thread has its own errno and thread-local variables, initialised, aligned, at addresses of their own.
#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define N 4
static __thread int number = 42, zero;
static __thread char text[32] = "initial";
static __thread long aligned[8] __attribute__((aligned(64)));
static __thread int *pointer;
static pthread_barrier_t barrier;
static void *addresses[N];

static void *thread(void *arg)
{
	long i = (long)arg;
	int fresh = number == 42 && zero == 0 && strcmp(text, "initial") == 0 && pointer == 0 && aligned[3] == 0;
	number += i;
	sprintf(text, "thread %ld", i);
	pointer = &number;
	addresses[i] = &number;
	errno = 0;
	if (i % 2)
		close(-1);
	pthread_barrier_wait(&barrier);
	int kept = number == 42 + i && *pointer == number && errno == (i % 2 ? EBADF : 0);
	int right = (uintptr_t)aligned % 64 == 0;
	pthread_barrier_wait(&barrier);
	return (void *)(long)(fresh + 2 * kept + 4 * right);
}

int main(void)
{
	pthread_t t[N];
	number = 7;
	errno = ERANGE;
	pthread_barrier_init(&barrier, 0, N);
	for (long i = 0; i < N; i++)
		pthread_create(&t[i], 0, thread, (void *)i);
	for (int i = 0; i < N; i++) {
		void *result;
		pthread_join(t[i], &result);
		printf("thread %d: %ld\n", i, (long)result);
	}
	int same = 0;
	for (int i = 0; i < N; i++)
		for (int k = 0; k < i; k++)
			same += addresses[i] == addresses[k];
	printf("same addresses %d\n", same);
	printf("main: %d %s errno %s\n", number, text, strerror(errno));
	return 0;
}
