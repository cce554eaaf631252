// posix_memalign, aligned_alloc, memalign, valloc: alignment, content after realloc, what is refused.
#include <errno.h>
#include <malloc.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(void)
{
	int aligned = 0, apart = 0, count = 0;
	void *all[200];
	for (size_t alignment = 8; alignment <= 1 << 16; alignment *= 2)
		for (size_t size = 1; size <= 100000; size = size * 7 + 3) {
			void *p = 0;
			if (posix_memalign(&p, alignment, size))
				return 1;
			aligned += (uintptr_t)p % alignment == 0;
			memset(p, count, size);
			all[count++] = p;
		}
	for (int i = 0; i < count; i++)
		apart += *(unsigned char *)all[i] == i % 256;
	printf("%d aligned %d apart %d\n", count, aligned, apart);
	for (int i = 0; i < count; i++)
		free(all[i]);
	void *p = (void *)1;
	printf("%s %d\n", strerror(posix_memalign(&p, 3, 100)), p == (void *)1);
	printf("%s\n", strerror(posix_memalign(&p, 4, 100)));
	printf("%s\n", strerror(posix_memalign(&p, 64, (size_t)-1)));
	p = aligned_alloc(64, 128);
	printf("%d\n", (uintptr_t)p % 64 == 0);
	strcpy(p, "kept by realloc");
	p = realloc(p, 100000);
	printf("%s\n", (char *)p);
	free(p);
	p = memalign(4096, 10);
	void *q = valloc(10);
	printf("%d %d\n", (uintptr_t)p % 4096 == 0, (uintptr_t)q % 4096 == 0);
	free(p), free(q);
	p = malloc(1);
	printf("malloc aligned %d\n", (uintptr_t)p % 16 == 0);
	free(p);
	return 0;
}
