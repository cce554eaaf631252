// malloc, calloc, realloc, reallocarray at the edges: zero, overflow, growth in place or not, usable size.
#include <errno.h>
#include <malloc.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FAILS(e) do { errno = 0; void *r_ = (e); printf("%s: %s\n", #e, r_ ? "not null" : strerror(errno)); } while (0)

int main(void)
{
	volatile size_t huge = SIZE_MAX, half = SIZE_MAX / 2;
	void *p = malloc(0), *q = malloc(0);
	printf("zero bytes: unique %d\n", p != q && p && q);
	free(p), free(q), free(0);
	FAILS(malloc(huge));
	FAILS(malloc(half));
	FAILS(calloc(half, 3));
	FAILS(calloc(huge, huge));
	FAILS(reallocarray(0, half, 3));
	p = malloc(10);
	strcpy(p, "untouched");
	FAILS(realloc(p, huge));
	printf("%s\n", (char *)p);
	p = realloc(p, 1000000);
	printf("%s\n", (char *)p);
	p = realloc(p, 10);
	printf("%s\n", (char *)p);
	printf("usable %d %d\n", malloc_usable_size(p) >= 10, malloc_usable_size(0) == 0);
	free(p);
	p = realloc(0, 20);
	printf("realloc of null %d\n", p != 0);
	free(p);
	/* calloc clears what free gave back. */
	int dirty = 0;
	for (int round = 0; round < 50; round++) {
		size_t size = 1 + round * 1777 % 70000;
		unsigned char *a = malloc(size);
		memset(a, 0xff, size);
		free(a);
		unsigned char *b = calloc(1, size);
		for (size_t i = 0; i < size; i++)
			dirty += b[i] != 0;
		free(b);
	}
	printf("dirty %d\n", dirty);
	/* Growing step by step keeps the content. */
	size_t size = 1;
	unsigned char *g = malloc(size);
	g[0] = 0;
	int wrong = 0;
	while (size < 300000) {
		size_t next = size + size / 2 + 1;
		g = realloc(g, next);
		for (size_t i = size; i < next; i++)
			g[i] = i * 31;
		size = next;
	}
	for (size_t i = 1; i < size; i++)
		wrong += g[i] != (unsigned char)(i * 31);
	printf("wrong %d\n", wrong);
	free(g);
	errno = EDOM;
	free(malloc(100));
	free(malloc(10000000));
	printf("free keeps errno %d\n", errno == EDOM);
	return 0;
}
