// MAP_FIXED replaces, unmapping splits, and neighbours keep their content.
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

int main(void)
{
	char *p = mmap(0, 5 * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	for (int i = 0; i < 5; i++)
		p[i * 4096] = 'a' + i;
	char *q = mmap(p + 2 * 4096, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
	printf("same place %d, new content %d\n", q == p + 2 * 4096, *q);
	printf("%c%c %c%c\n", p[0], p[4096], p[3 * 4096], p[4 * 4096]);
	munmap(p + 4096, 4096);
	q = mmap(p + 4096, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	printf("hint taken %d\n", q == p + 4096);
	q = mmap(p, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
	printf("%d %s\n", q == MAP_FAILED, strerror(errno));
	q = mmap(p + 1, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
	printf("%d %s\n", q == MAP_FAILED, strerror(errno));
	printf("%c %c\n", p[0], p[4 * 4096]);
	return 0;
}
