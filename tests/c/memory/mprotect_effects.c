// mprotect takes and gives access, within a mapping.
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

static sigjmp_buf back;
static void handler(int sig) { siglongjmp(back, sig); }

static int writes(volatile char *p)
{
	if (sigsetjmp(back, 1))
		return 0;
	*p = 1;
	return 1;
}

static int reads(volatile char *p)
{
	if (sigsetjmp(back, 1))
		return 0;
	(void)*p;
	return 1;
}

int main(void)
{
	signal(SIGSEGV, handler);
	char *p = mmap(0, 3 * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	memset(p, 7, 3 * 4096);
	printf("%d\n", mprotect(p + 4096, 4096, PROT_READ));
	printf("%d%d %d%d %d%d\n", reads(p), writes(p), reads(p + 4096), writes(p + 4096), reads(p + 8192), writes(p + 8192));
	mprotect(p + 4096, 4096, PROT_NONE);
	printf("%d%d\n", reads(p + 4096), writes(p + 4096));
	mprotect(p, 3 * 4096, PROT_READ | PROT_WRITE);
	printf("%d%d kept %d\n", reads(p + 4096), writes(p + 4096), p[4097]);
	munmap(p + 4096, 4096);
	printf("%d", mprotect(p, 3 * 4096, PROT_READ));
	printf(" %s\n", strerror(errno));
	printf("hole %d%d\n", reads(p + 4096), writes(p + 4096));
	return 0;
}
