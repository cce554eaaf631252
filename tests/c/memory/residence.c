// mincore tells what is in memory, and what is not mapped.
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define SHOW(e) do { long r_ = (e); int e_ = errno; printf("%s = %ld %s\n", #e, r_, r_ < 0 ? strerror(e_) : ""); } while (0)

int main(void)
{
	unsigned char vec[8];
	char *m = mmap(0, 8 * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	madvise(m, 8 * 4096, MADV_NOHUGEPAGE);
	m[4096 * 2] = 1;
	m[4096 * 5] = 1;
	SHOW(mincore(m, 8 * 4096, vec));
	for (int i = 0; i < 8; i++)
		printf("%d", vec[i] & 1);
	printf("\n");
	SHOW(madvise(m + 4096 * 2, 4096, MADV_DONTNEED));
	SHOW(mincore(m, 8 * 4096, vec));
	printf("%d %d\n", vec[2] & 1, vec[5] & 1);
	SHOW(mincore(m + 1, 4096, vec));
	munmap(m + 4096, 4096);
	SHOW(mincore(m, 3 * 4096, vec));
	return 0;
}
