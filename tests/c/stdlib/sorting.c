// Sorting and searching: order, elements of odd sizes, a context, stability of what is found, duplicates.
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int calls;

static int by_int(const void *a, const void *b)
{
	calls++;
	return (*(int *)a > *(int *)b) - (*(int *)a < *(int *)b);
}

static int by_order(const void *a, const void *b, void *context)
{
	++*(int *)context;
	return by_int(b, a);
}

struct odd {
	char key[3], value[4];
};

static int by_key(const void *a, const void *b)
{
	return memcmp(a, b, 3);
}

int main(void)
{
	int a[1000], n = 0, sorted = 1;
	unsigned x = 1;
	for (int i = 0; i < 1000; i++)
		a[i] = (x = x * 1103515245 + 12345) >> 20;
	qsort(a, 1000, sizeof *a, by_int);
	for (int i = 1; i < 1000; i++)
		sorted &= a[i - 1] <= a[i];
	printf("qsort %d, not quadratic %d\n", sorted, calls < 40000);
	qsort(a, 1000, sizeof *a, by_int);
	qsort_r(a, 1000, sizeof *a, by_order, &n);
	sorted = 1;
	for (int i = 1; i < 1000; i++)
		sorted &= a[i - 1] >= a[i];
	printf("qsort_r %d %d\n", sorted, n > 999);
	qsort(a, 0, sizeof *a, by_int);
	qsort(a, 1, sizeof *a, by_int);
	struct odd o[6] = { { "ccc", "3" }, { "aaa", "1" }, { "fff", "6" }, { "bbb", "2" }, { "eee", "5" }, { "ddd", "4" } };
	qsort(o, 6, sizeof *o, by_key);
	for (int i = 0; i < 6; i++)
		printf("%.3s%s ", o[i].key, o[i].value);
	struct odd *hit = bsearch("eee", o, 6, sizeof *o, by_key);
	printf("%ld %d %d\n", (long)(hit - o), bsearch("abc", o, 6, sizeof *o, by_key) == 0, bsearch("aaa", o, 0, sizeof *o, by_key) == 0);
	for (int i = 0; i < 6; i++)
		printf("%d", (struct odd *)bsearch(&o[i], o, 6, sizeof *o, by_key) == &o[i]);
	puts("");
	return 0;
}
