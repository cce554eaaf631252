// mlock against its limit, and mlockall for what is mapped later. Nothing is locked in a child.
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define PAGE 4096
#define SHOW(e) do { int r_ = (e), e_ = errno; printf("%s = %d %s\n", #e, r_, r_ < 0 ? strerror(e_) : ""); } while (0)

static char *map(size_t size)
{
	return mmap(0, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static int resident(char *p, int pages)
{
	unsigned char in[64];
	int count = 0;
	if (mincore(p, pages * PAGE, in))
		return -1;
	for (int i = 0; i < pages; i++)
		count += in[i] & 1;
	return count;
}

/* As somebody without privileges. */
static int limited(void)
{
	struct rlimit two = { 2 * PAGE, 2 * PAGE }, none = { 0, 0 };
	char *p = map(4 * PAGE);
	if (setrlimit(RLIMIT_MEMLOCK, &two) || setgid(65534) || setuid(65534))
		return 1;
	SHOW(mlock(p, 2 * PAGE));
	SHOW(mlock(p, 2 * PAGE));
	SHOW(mlock(p + 2 * PAGE, PAGE));
	SHOW(munlock(p + PAGE, PAGE));
	SHOW(mlock(p + 2 * PAGE, PAGE));
	SHOW(mlockall(MCL_CURRENT));
	SHOW(munlockall());
	SHOW(mlock(p + 3 * PAGE + 1, 1));
	printf("resident %d\n", resident(p + 3 * PAGE, 1));
	SHOW(setrlimit(RLIMIT_MEMLOCK, &none));
	SHOW(munlockall());
	SHOW(mlock(p, PAGE));
	SHOW(mlockall(MCL_FUTURE));
	fflush(stdout);
	return 0;
}

int main(void)
{
	int status;
	char *p = map(8 * PAGE), *only_read = mmap(0, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	char *nothing = mmap(0, PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	printf("resident %d\n", resident(p, 8));
	SHOW(mlockall(MCL_FUTURE));
	printf("resident %d\n", resident(p, 8));
	char *q = map(8 * PAGE);
	printf("resident %d\n", resident(q, 8));
	SHOW(madvise(q, PAGE, MADV_DONTNEED));
	fflush(stdout);
	if (!fork()) {
		/* Neither the lock of what there is nor that of what comes is inherited. */
		char *r = map(8 * PAGE);
		_exit(madvise(q, PAGE, MADV_DONTNEED) != 0 || resident(r, 8) != 0);
	}
	wait(&status);
	printf("child %d\n", status);
	SHOW(munlockall());
	SHOW(madvise(q, PAGE, MADV_DONTNEED));
	q = map(8 * PAGE);
	printf("resident %d\n", resident(q, 8));
	SHOW(mlock(only_read, PAGE));
	SHOW(mlock(nothing, PAGE));
	SHOW(mlock(p, 0));
	SHOW(munlock(p, 8 * PAGE));
	fflush(stdout);
	if (!fork())
		_exit(limited());
	wait(&status);
	printf("child %d\n", status);
	sync();
	SHOW(syncfs(0) < -1);
	return 0;
}
