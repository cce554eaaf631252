// mremap grows, shrinks and moves, keeping content.
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

int main(void)
{
	char *p = mmap(0, 4 * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	for (int i = 0; i < 4; i++)
		p[i * 4096 + 5] = '0' + i;
	p = mremap(p, 4 * 4096, 100 * 4096, MREMAP_MAYMOVE);
	printf("%c%c%c%c %d\n", p[5], p[4096 + 5], p[2 * 4096 + 5], p[3 * 4096 + 5], p[99 * 4096]);
	char *q = mremap(p, 100 * 4096, 2 * 4096, 0);
	printf("in place %d %c%c\n", q == p, q[5], q[4096 + 5]);
	return 0;
}
