// Threads that end give the loader's memory back: what it keeps for each is not added up.
// flags: -pthread
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

static int (*count)(void);

static long resident(void)
{
	long all = 0, here = 0;
	FILE *file = fopen("/proc/self/statm", "r");
	if (!file || fscanf(file, "%ld %ld", &all, &here) != 2)
		return -1;
	fclose(file);
	return here * sysconf(_SC_PAGESIZE);
}

static void *use(void *argument)
{
	return count() == 1 ? argument : NULL;
}

static int fresh(int threads)
{
	int fresh = 0;
	for (int i = 0; i < threads; i++) {
		pthread_t thread;
		void *result;
		pthread_create(&thread, NULL, use, &thread);
		pthread_join(thread, &result);
		fresh += result != NULL;
	}
	return fresh;
}

int main(void)
{
	void *library = dlopen("./libcounter.so", RTLD_NOW);
	count = (int (*)(void))dlsym(library, "count");
	printf("%d fresh\n", fresh(100));
	long before = resident();
	printf("%d fresh\n", fresh(3000));
	printf("grew %d\n", resident() - before > 1 << 20);
	return 0;
}
