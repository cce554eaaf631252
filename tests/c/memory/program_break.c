// sbrk and brk move the end of the data segment; pages come zeroed and go away.
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static sigjmp_buf place;
static void handler(int sig) { siglongjmp(place, 1); }

int main(void)
{
	/* No output before the break has moved: stdio allocates. */
	char *start = sbrk(0), *old = sbrk(100000);
	int grown = (char *)sbrk(0) - start, zero = 1, moved = old == start;
	for (int i = 0; i < 100000; i++)
		zero &= start[i] == 0;
	memset(start, 'x', 100000);
	char *aligned = (char *)(((uintptr_t)start + 8191) & ~4095L);
	int cut = brk(aligned);
	int now = sbrk(0) == aligned;
	signal(SIGSEGV, handler);
	int gone = 0;
	if (sigsetjmp(place, 1) == 0)
		*(volatile char *)(aligned + 4096) = 1;
	else
		gone = 1;
	int again = brk(aligned + 20000), clean = aligned[4096] == 0 && aligned[10000] == 0, kept = aligned[-1] == 'x';
	int status, child = 0;
	if (fork() == 0) {
		char *own = sbrk(8192);
		_exit(own == aligned + 20000 ? 3 : 4);
	}
	wait(&status);
	int parent = sbrk(0) == aligned + 20000;
	printf("grown %d zero %d from %d\n", grown, zero, moved);
	printf("cut %d now %d gone %d\n", cut, now, gone);
	printf("again %d clean %d kept %d\n", again, clean, kept);
	printf("child %d parent's own %d\n", WEXITSTATUS(status), parent);
	return 0;
}
