// Threads free each other's blocks, threads come and go, and a program forks while they do: nothing is mixed up.
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define THREADS 6
#define SLOTS 256
#define ROUNDS 20000

static _Atomic(unsigned char *) slot[SLOTS];
static atomic_long bad;
static atomic_bool stop;

static unsigned char *make(uint32_t x)
{
	size_t size = x % 61 ? 4 + x % 700 : 4 + x % 200000;
	unsigned char *p = x & 1 << 20 ? malloc(size) : calloc(1, size);
	if (!(x & 1 << 20) && (p[0] || p[size / 2] || p[size - 1]))
		bad++;
	memcpy(p, &(uint32_t){size}, 4);
	if (size > 4)
		p[4] = p[size - 1] = (unsigned char)size;
	return p;
}

static void check_and_free(unsigned char *p)
{
	uint32_t size;
	if (!p)
		return;
	memcpy(&size, p, 4);
	if (size > 4 && p[size - 1] != (unsigned char)size)
		bad++;
	if (size % 5 == 0) {
		p = realloc(p, size + size / 3 + 1);
		if (size > 4 && p[size - 1] != (unsigned char)size)
			bad++;
	}
	free(p);
}

static void *exchange(void *seed)
{
	uint32_t x = (uint32_t)(uintptr_t)seed;
	for (int round = 0; round < ROUNDS; round++) {
		x = x * 1664525 + 1013904223;
		check_and_free(atomic_exchange(&slot[(x >> 9) % SLOTS], make(x >> 3)));
	}
	return NULL;
}

static void *until_stopped(void *seed)
{
	uint32_t x = (uint32_t)(uintptr_t)seed;
	while (!stop) {
		x = x * 1664525 + 1013904223;
		check_and_free(atomic_exchange(&slot[(x >> 9) % SLOTS], make(x >> 3)));
	}
	return NULL;
}

static void *make_and_end(void *seed)
{
	for (int i = 0; i < SLOTS; i++)
		check_and_free(atomic_exchange(&slot[i], make((uint32_t)(uintptr_t)seed + i)));
	return NULL;
}

static void clear(const char *what)
{
	for (int i = 0; i < SLOTS; i++)
		check_and_free(atomic_exchange(&slot[i], NULL));
	printf("%s: bad %ld\n", what, (long)bad);
	fflush(stdout);
}

static void start_and_join(void *(*function)(void *))
{
	pthread_t thread[THREADS];
	for (uintptr_t i = 0; i < THREADS; i++)
		pthread_create(&thread[i], NULL, function, (void *)(i + 1));
	for (int i = 0; i < THREADS; i++)
		pthread_join(thread[i], NULL);
}

int main(void)
{
	start_and_join(exchange);
	clear("exchanged");

	for (int round = 0; round < 20; round++)
		start_and_join(make_and_end);
	clear("left behind");

	pthread_t thread[THREADS];
	for (uintptr_t i = 0; i < THREADS; i++)
		pthread_create(&thread[i], NULL, until_stopped, (void *)(i + 1));
	int fine = 0;
	for (int round = 0; round < 20; round++) {
		pid_t pid = fork();
		if (pid == 0) {
			// Only what this thread allocates is surely whole; it may free what others did.
			alarm(60);
			void *p[100];
			for (int i = 0; i < 5000; i++) {
				if (i >= 100)
					free(p[i % 100]);
				p[i % 100] = malloc(16 + i % 3000);
				memset(p[i % 100], 1, 16 + i % 3000);
			}
			pthread_t own;
			bad = 0;
			int failed = pthread_create(&own, NULL, make_and_end, (void *)7);
			_exit(failed || pthread_join(own, NULL));
		}
		int status;
		waitpid(pid, &status, 0);
		fine += WIFEXITED(status) && WEXITSTATUS(status) == 0;
	}
	stop = 1;
	for (int i = 0; i < THREADS; i++)
		pthread_join(thread[i], NULL);
	clear("forked");
	printf("children %d\n", fine);
	return 0;
}
