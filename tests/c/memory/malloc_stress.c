// The allocator under a random mix: content stays, blocks do not overlap, alignment holds.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SLOTS 1000

int main(void)
{
	static unsigned char *slot[SLOTS];
	static size_t size[SLOTS];
	uint32_t x = 1;
	long bad = 0;
	for (int round = 0; round < 200000; round++) {
		x = x * 1664525 + 1013904223;
		int i = (x >> 8) % SLOTS;
		size_t len = (x >> 18) % 97 ? (x >> 20) % 600 : (x >> 12) % 200000;
		if (slot[i] && size[i]) {
			if (slot[i][0] != (unsigned char)i || slot[i][size[i] - 1] != (unsigned char)i)
				bad++;
		}
		if (x >> 31) {
			unsigned char *p = realloc(slot[i], len + 1);
			if (slot[i] && size[i] && len + 1 >= size[i] && p[size[i] - 1] != (unsigned char)i)
				bad++;
			slot[i] = p;
		} else {
			free(slot[i]);
			slot[i] = malloc(len + 1);
		}
		size[i] = len + 1;
		if ((uintptr_t)slot[i] % 16)
			bad++;
		slot[i][0] = slot[i][len] = i;
	}
	void *p = 0;
	printf("bad %ld\n", bad);
	printf("%d %d\n", posix_memalign(&p, 4096, 100), (int)((uintptr_t)p % 4096));
	printf("%d\n", posix_memalign(&p, 3, 100) != 0);
	unsigned char *z = calloc(1000, 100);
	long sum = 0;
	for (int i = 0; i < 100000; i++)
		sum += z[i];
	printf("calloc %ld, overflow %d\n", sum, calloc((size_t)-1 / 2, 4) == 0);
	printf("huge %d\n", malloc((size_t)1 << 60) == 0);
	return 0;
}
