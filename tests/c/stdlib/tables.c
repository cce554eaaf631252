// <search.h>: hash tables, trees, queues and linear searches.
#include <errno.h>
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int by_int(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

static int depth_most, order_right = 1, last = -1, visits;

static void visit(const void *node, VISIT which, int depth)
{
	int key = **(int *const *)node;
	visits++;
	if (depth > depth_most)
		depth_most = depth;
	if (which == postorder || which == leaf) {
		order_right &= key > last;
		last = key;
	}
}

struct element {
	struct element *next, *previous;
	int value;
};

int main(void)
{
	static const char *names[] = { "one", "two", "three", "four", "five" };
	printf("hcreate %d\n", hcreate(30) != 0);
	for (long i = 0; i < 5; i++) {
		ENTRY *e = hsearch((ENTRY){ (char *)names[i], (void *)(i + 1) }, ENTER);
		printf("%s %ld ", e->key, (long)e->data);
	}
	puts("");
	ENTRY *again = hsearch((ENTRY){ "three", (void *)99 }, ENTER);
	printf("kept %ld\n", (long)again->data);
	errno = 0;
	ENTRY *none = hsearch((ENTRY){ "six", 0 }, FIND);
	printf("none %d found %ld\n", none == 0, (long)hsearch((ENTRY){ "five", 0 }, FIND)->data);
	hdestroy();
	hcreate(8);
	printf("empty again %d\n", hsearch((ENTRY){ "five", 0 }, FIND) == 0);
	static char keys[200][8];
	int stored = 0;
	hdestroy();
	hcreate(200);
	for (long i = 0; i < 200; i++) {
		snprintf(keys[i], 8, "k%ld", i);
		stored += hsearch((ENTRY){ keys[i], (void *)i }, ENTER) != 0;
	}
	for (long i = 0; i < 200; i++) {
		ENTRY *e = hsearch((ENTRY){ keys[i], 0 }, FIND);
		stored += e && (long)e->data == i;
	}
	printf("stored and found %d\n", stored);
	hdestroy();

	static int numbers[1000];
	void *root = 0;
	int fresh = 0;
	printf("empty tree %d %d\n", tfind(&numbers[0], &root, by_int) == 0, tdelete(&numbers[0], &root, by_int) == 0);
	for (int i = 0; i < 1000; i++) {
		numbers[i] = i;
		fresh += *(int **)tsearch(&numbers[i], &root, by_int) == &numbers[i];
	}
	int twin = 500;
	printf("fresh %d, an equal one is found %d\n", fresh, *(int **)tsearch(&twin, &root, by_int) == &numbers[500]);
	twalk(root, visit);
	printf("walk in order %d, balanced %d\n", order_right, depth_most < 40);
	printf("tfind %d %d\n", *(int **)tfind(&twin, &root, by_int) == &numbers[500], tfind(&(int){ 5000 }, &root, by_int) == 0);
	for (int i = 0; i < 1000; i += 2)
		tdelete(&i, &root, by_int);
	int odd = 0;
	for (int i = 0; i < 1000; i++)
		odd += (tfind(&i, &root, by_int) != 0) == (i & 1);
	last = -1;
	twalk(root, visit);
	printf("left %d, in order %d\n", odd, order_right);
	for (int i = 1; i < 1000; i += 2)
		tdelete(&i, &root, by_int);
	printf("empty %d\n", root == 0);

	struct element list[4] = { { 0, 0, 1 }, { 0, 0, 2 }, { 0, 0, 3 }, { 0, 0, 4 } };
	insque(&list[0], 0);
	insque(&list[1], &list[0]);
	insque(&list[2], &list[0]);
	insque(&list[3], &list[1]);
	for (struct element *e = list; e; e = e->next)
		printf("%d/%d ", e->value, e->previous ? e->previous->value : 0);
	remque(&list[1]);
	for (struct element *e = list; e; e = e->next)
		printf("%d/%d ", e->value, e->previous ? e->previous->value : 0);
	struct element ring[2];
	ring[0].next = ring[0].previous = ring;
	insque(&ring[1], &ring[0]);
	printf("%d\n", ring[0].next == &ring[1] && ring[1].next == ring && ring[0].previous == &ring[1] && ring[1].previous == ring);

	int array[8] = { 5, 3, 9 };
	size_t n = 3;
	printf("lfind %ld %d", (long)((int *)lfind(&(int){ 9 }, array, &n, sizeof *array, by_int) - array), lfind(&(int){ 7 }, array, &n, sizeof *array, by_int) == 0);
	printf(" lsearch %ld", (long)((int *)lsearch(&(int){ 3 }, array, &n, sizeof *array, by_int) - array));
	printf(" %zu", n);
	printf(" %ld", (long)((int *)lsearch(&(int){ 7 }, array, &n, sizeof *array, by_int) - array));
	printf(" %zu %d\n", n, array[3]);
	return 0;
}
