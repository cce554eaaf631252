// MADV_DONTNEED makes private pages read as zero again.
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

int main(void)
{
	char *p = mmap(0, 4 * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	memset(p, 'x', 4 * 4096);
	printf("%d\n", madvise(p + 4096, 2 * 4096, MADV_DONTNEED));
	printf("%d %d %d %d\n", p[0], p[4096], p[3 * 4096 - 1], p[3 * 4096]);
	printf("%d\n", madvise(p + 1, 4096, MADV_DONTNEED));
	return 0;
}
