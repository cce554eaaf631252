// Forks while other threads use the heap, a stream and the loader: the child, which has one thread at first, uses all three, and starts a
// thread that does so, too. A static program has no loader.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static FILE *shared;
static atomic_int stop;
static int has_loader;

static void use_all(int i) {
	void *block = malloc(16 + i % 4000);
	fprintf(shared, "%d %p\n", i, block);
	free(block);
	if (has_loader) {
		void *self = dlopen(NULL, RTLD_NOW);
		if (!self || !dlsym(self, "printf"))
			abort();
		dlclose(self);
	}
	FILE *own = fopen("/dev/null", "w");
	if (!own || fputs("text", own) < 0 || fclose(own))
		abort();
}

static void *user(void *argument) {
	for (int i = 0; !stop; i++)
		use_all(i);
	return argument;
}

static void *user_in_child(void *argument) {
	for (int i = 0; i < 20; i++)
		use_all(i);
	return argument;
}

int main(void) {
	pthread_t threads[3];
	int ended = 0;
	shared = fopen("/dev/null", "w");
	void *program = dlopen(NULL, RTLD_NOW);
	has_loader = program && dlsym(program, "printf");
	for (int i = 0; i < 3; i++)
		pthread_create(&threads[i], NULL, user, NULL);
	for (int i = 0; i < 40; i++) {
		pid_t child = fork();
		if (!child) {
			pthread_t thread;
			alarm(20);
			use_all(i);
			if (pthread_create(&thread, NULL, user_in_child, NULL))
				_exit(2);
			use_all(i + 1);
			pthread_join(thread, NULL);
			_exit(fclose(shared) != 0);
		}
		int status;
		if (waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0)
			ended++;
	}
	stop = 1;
	for (int i = 0; i < 3; i++)
		pthread_join(threads[i], NULL);
	printf("%d children ended\n", ended);
	return 0;
}
