// Faults become SIGSEGV, SIGBUS, SIGFPE and SIGILL, with address and code.
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static sigjmp_buf back;
static char *expected;
static void handler(int sig, siginfo_t *info, void *context)
{
	(void)context;
	int code_address = sig == SIGSEGV || sig == SIGBUS;
	printf("signal %d code %d address right %d\n", sig, info->si_code, !code_address || info->si_addr == expected);
	siglongjmp(back, 1);
}

int main(void)
{
	struct sigaction sa;
	memset(&sa, 0, sizeof sa);
	sa.sa_sigaction = handler;
	sa.sa_flags = SA_SIGINFO;
	sigaction(SIGSEGV, &sa, 0);
	sigaction(SIGBUS, &sa, 0);
	sigaction(SIGFPE, &sa, 0);
	sigaction(SIGILL, &sa, 0);
	expected = (char *)16;
	if (!sigsetjmp(back, 1))
		*(volatile char *)expected = 1;
	char *page = mmap(0, 8192, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	expected = page + 5;
	if (!sigsetjmp(back, 1))
		*(volatile char *)expected = 1;
	char path[] = "/tmp/busXXXXXX";
	int fd = mkstemp(path);
	ftruncate(fd, 4096);
	char *map = mmap(0, 8192, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	expected = map + 4096;
	if (!sigsetjmp(back, 1))
		*(volatile char *)expected = 1;
	unlink(path);
	volatile int zero = 0, x = 0;
	if (!sigsetjmp(back, 1)) {
		x = 1 / zero;
		printf("not reached %d\n", x);
	}
	expected = 0;
	if (!sigsetjmp(back, 1))
		__asm__ volatile("mov %%rsp, %%rax; ud2" ::: "rax");
	puts("done");
	return 0;
}
