// Reserving a terabyte costs nothing, and a page of it can be used.
#include <stdio.h>
#include <sys/mman.h>

int main(void)
{
	size_t len = (size_t)1 << 40;
	char *p = mmap(0, len, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	printf("%d\n", p != MAP_FAILED);
	char *q = p + len / 2;
	printf("%d\n", mprotect(q, 4096, PROT_READ | PROT_WRITE));
	*q = 5;
	printf("%d\n", *q);
	printf("%d\n", munmap(p, len));
	return 0;
}
