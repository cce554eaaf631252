// Thousands of mappings side by side, with holes, splits and joins; each keeps its content.
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#define N 2000
#define PAGE 4096

int main(void)
{
	char *base = mmap(0, (size_t)N * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	int wrong = 0, failed = 0;
	for (int i = 0; i < N; i++)
		if (i % 3 != 1)
			failed += mprotect(base + (size_t)i * PAGE, PAGE, PROT_READ | PROT_WRITE) != 0;
	for (int i = 0; i < N; i++)
		if (i % 3 != 1)
			*(int *)(base + (size_t)i * PAGE + 8) = i;
	for (int i = 0; i < N; i += 5)
		failed += munmap(base + (size_t)i * PAGE, PAGE) != 0;
	for (int i = 0; i < N; i++)
		if (i % 3 != 1 && i % 5)
			wrong += *(int *)(base + (size_t)i * PAGE + 8) != i;
	for (int i = 0; i < N; i += 5)
		failed += mmap(base + (size_t)i * PAGE, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == MAP_FAILED;
	for (int i = 0; i < N; i++)
		if (i % 5 == 0)
			wrong += *(int *)(base + (size_t)i * PAGE + 8) != 0;
	failed += mprotect(base, (size_t)N * PAGE, PROT_READ) != 0;
	for (int i = 0; i < N; i++)
		wrong += *(int *)(base + (size_t)i * PAGE + 8) != (i % 3 == 1 || i % 5 == 0 ? 0 : i);
	failed += munmap(base, (size_t)N * PAGE) != 0;
	printf("wrong %d failed %d\n", wrong, failed);
	/* One by one, anywhere. */
	static char *m[N];
	for (int i = 0; i < N; i++) {
		m[i] = mmap(0, PAGE * (1 + i % 4), PROT_READ | PROT_WRITE, (i % 2 ? MAP_SHARED : MAP_PRIVATE) | MAP_ANONYMOUS, -1, 0);
		if (m[i] == MAP_FAILED)
			return 1;
		*(int *)m[i] = i;
	}
	for (int i = 0; i < N; i++)
		wrong += *(int *)m[i] != i;
	for (int i = 0; i < N; i += 2)
		munmap(m[i], PAGE * (1 + i % 4));
	for (int i = 1; i < N; i += 2)
		wrong += *(int *)m[i] != i;
	printf("wrong %d\n", wrong);
	return 0;
}
