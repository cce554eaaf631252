// What a handler is told of faults: no mapping, no permission, beyond the end of a file.
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static sigjmp_buf place;
static volatile int number, code;
static void *volatile address;

static void handler(int sig, siginfo_t *info, void *context)
{
	number = sig;
	code = info->si_code;
	address = info->si_addr;
	siglongjmp(place, 1);
}

static void show(const char *what, char *where, int write)
{
	if (sigsetjmp(place, 1) == 0) {
		if (write)
			*(volatile char *)where = 1;
		else
			*(volatile char *)where;
		printf("%s: no fault\n", what);
		return;
	}
	printf("%s: %s %s address %d\n", what, number == SIGSEGV ? "SIGSEGV" : "SIGBUS",
		number == SIGBUS ? code == BUS_ADRERR ? "BUS_ADRERR" : "?" : code == SEGV_MAPERR ? "SEGV_MAPERR" : code == SEGV_ACCERR ? "SEGV_ACCERR" : "?",
		address == where);
}

int main(void)
{
	struct sigaction sa;
	char name[] = "/tmp/mapXXXXXX";
	int fd = mkstemp(name);
	memset(&sa, 0, sizeof sa);
	sa.sa_sigaction = handler;
	sa.sa_flags = SA_SIGINFO;
	sigaction(SIGSEGV, &sa, 0);
	sigaction(SIGBUS, &sa, 0);
	char *m = mmap(0, 4 * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	show("usable", m + 5, 1);
	mprotect(m + 4096, 4096, PROT_NONE);
	mprotect(m + 2 * 4096, 4096, PROT_READ);
	munmap(m + 3 * 4096, 4096);
	show("none, read", m + 4096 + 7, 0);
	show("none, write", m + 4096 + 9, 1);
	show("read only, read", m + 2 * 4096, 0);
	show("read only, write", m + 2 * 4096 + 4095, 1);
	show("unmapped, read", m + 3 * 4096, 0);
	show("unmapped, write", m + 3 * 4096 + 1, 1);
	show("null", 0, 0);
	show("near null", (char *)123, 1);
	ftruncate(fd, 5000);
	char *f = mmap(0, 4 * 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	show("file, inside", f + 4999, 1);
	show("file, in its last page", f + 8191, 1);
	show("file, beyond", f + 8192 + 3, 0);
	show("file, beyond, write", f + 3 * 4096, 1);
	ftruncate(fd, 0);
	show("file, cut off", f, 0);
	char *ro = mmap(0, 4096, PROT_READ, MAP_SHARED, open(name, O_RDONLY), 0);
	ftruncate(fd, 4096);
	show("file, read only", ro + 1, 1);
	show("string constant", (char *)"constant", 1);
	unlink(name);
	return 0;
}
