// Anonymous mappings read as zero, keep what is written, and go away.
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int main(void)
{
	size_t len = 64 * 4096;
	unsigned char *p = mmap(0, len, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	long sum = 0;
	for (size_t i = 0; i < len; i++)
		sum += p[i];
	printf("zero %ld\n", sum);
	for (size_t i = 0; i < len; i += 4096)
		p[i] = i >> 12;
	for (size_t i = 0; i < len; i += 4096)
		sum += p[i];
	printf("sum %ld\n", sum);
	printf("%d\n", munmap(p, len));
	printf("%d", munmap(p + 1, len));
	printf(" %s\n", strerror(errno));
	printf("%d", mmap(0, 0, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED);
	printf(" %s\n", strerror(errno));
	printf("%d", mmap(0, 4096, PROT_READ, MAP_PRIVATE, 99, 0) == MAP_FAILED);
	printf(" %s\n", strerror(errno));
	printf("%d", mmap(0, 4096, PROT_READ, MAP_ANONYMOUS, -1, 0) == MAP_FAILED);
	printf(" %s\n", strerror(errno));
	printf("%d", mmap(0, (size_t)1 << 62, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED);
	printf(" %s\n", strerror(errno));
	return 0;
}
