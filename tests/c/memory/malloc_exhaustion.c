// Memory runs out under RLIMIT_AS: ENOMEM, nothing that was there is lost, and what is freed can be had again.
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

// Not known to the compiler, which takes it for granted that there is memory.
static void *(*volatile get)(size_t) = malloc;
static void *(*volatile get_zeroed)(size_t, size_t) = calloc;
static void *(*volatile get_again)(void *, size_t) = realloc;

struct node {
	struct node *next;
	size_t size;
	unsigned char fill[];
};

static struct node *list;

// Takes blocks until there are no more: their number.
static long take(size_t size)
{
	long count = 0;
	struct node *node;
	errno = 0;
	while ((node = get(size))) {
		node->next = list, node->size = size;
		memset(node->fill, (int)size, 8);
		list = node;
		count++;
	}
	printf("%zu bytes: %s\n", size, errno == ENOMEM ? "ENOMEM" : strerror(errno));
	return count;
}

static void drop(void)
{
	long bad = 0;
	while (list) {
		struct node *next = list->next;
		bad += list->fill[7] != (unsigned char)list->size;
		free(list);
		list = next;
	}
	printf("bad %ld\n", bad);
}

static void show(const char *what, void *block)
{
	printf("%s: %s\n", what, block ? "a block" : errno == ENOMEM ? "ENOMEM" : "another error");
	errno = 0;
}

int main(void)
{
	struct rlimit limit = {96 << 20, 96 << 20};
	setvbuf(stdout, NULL, _IONBF, 0);
	show("largest difference", get(PTRDIFF_MAX));
	show("largest size", get(SIZE_MAX));
	show("overflow", get_zeroed(SIZE_MAX / 8, 9));
	printf("%d\n", setrlimit(RLIMIT_AS, &limit));
	for (int round = 0; round < 3; round++) {
		long large = take(1 << 20);
		long middle = take(100000);
		long small = take(2000);
		printf("most of it: %d, and the rest %d\n", large > 60, large * (1L << 20) + middle * 100000 + small * 2000 > 75 << 20);
		char *kept = (char *)list;
		show("grown", get_again(kept, 40 << 20));
		drop();
	}
	char *p = get(50 << 20);
	printf("half at once %d\n", p != NULL);
	p[0] = p[(50 << 20) - 1] = 1;
	show("and more", get_again(p, 110 << 20));
	free(p);
	return 0;
}
