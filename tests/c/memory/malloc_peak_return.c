// What a program freed goes back to the system: resident pages fall after a peak, of small blocks, of large ones, and
// of those that a thread left behind.
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PEAK (24 << 20)

static char **block;

static long resident(void)
{
	long all = 0, here = 0;
	FILE *file = fopen("/proc/self/statm", "r");
	if (!file || fscanf(file, "%ld %ld", &all, &here) != 2)
		return -1;
	fclose(file);
	return here * sysconf(_SC_PAGESIZE);
}

static void *fill(void *size)
{
	for (size_t i = 0; i < PEAK / (size_t)size; i++)
		memset(block[i] = malloc((size_t)size), 1, (size_t)size);
	return NULL;
}

static void drop(size_t size)
{
	// Not in order, and the last ones in the end: then glibc gives back too.
	for (size_t odd = 0; odd < 2; odd++)
		for (size_t i = odd; i < PEAK / size; i += 2)
			free(block[i]);
}

static void show(const char *what, long before, long peak, long after)
{
	printf("%s: rose %d, fell %d\n", what, peak - before > PEAK / 10 * 7, after - before < PEAK / 2);
}

int main(void)
{
	static const size_t sizes[] = {200, 1000, 30000, 5 << 20};
	block = calloc(PEAK / 200, sizeof *block);
	memset(block, 0, PEAK / 200 * sizeof *block);
	setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
	for (int i = 0; i < 4; i++) {
		long before = resident();
		fill((void *)sizes[i]);
		long peak = resident();
		drop(sizes[i]);
		char what[32];
		snprintf(what, sizeof what, "%zu bytes", sizes[i]);
		show(what, before, sizes[i] > 1 << 20 ? before + PEAK : peak, resident());
	}
	for (int i = 0; i < 3; i++) {
		pthread_t thread;
		long before = resident();
		pthread_create(&thread, NULL, fill, (void *)sizes[i]);
		pthread_join(thread, NULL);
		long peak = resident();
		drop(sizes[i]);
		show("another thread's", before, i ? before + PEAK : peak, resident());
	}
	return 0;
}
