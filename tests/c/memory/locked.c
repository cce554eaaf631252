// mlock and its kin: locked memory is there; what is not mapped cannot be.
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

int main(void)
{
	char *p = mmap(0, 65536, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	unsigned char in[16];
	p[0] = 1;
	printf("mlock %d", mlock(p, 65536));
	mincore(p, 65536, in);
	int all = 1;
	for (int i = 0; i < 16; i++)
		all &= in[i] & 1;
	printf(" resident %d\n", all);
	printf("munlock %d\n", munlock(p, 65536));
	munmap(p + 16384, 4096);
	errno = 0;
	int r = mlock(p, 65536);
	printf("%d %d", r, errno == ENOMEM);
	r = munlock(p, 65536);
	printf(" %d %d\n", r, errno == ENOMEM);
	r = mlockall(0);
	printf("%d %d", r, errno == EINVAL);
	r = mlockall(0x1000);
	printf(" %d %d\n", r, errno == EINVAL);
	printf("%d", mlockall(MCL_CURRENT));
	printf(" %d\n", munlockall());
	return 0;
}
