// SA_ONSTACK handlers run on the alternate stack, where a stack overflow can be handled.
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static sigjmp_buf back;
static char *base;
static size_t size = 65536;

static void handler(int sig)
{
	char here;
	stack_t now;
	sigaltstack(0, &now);
	printf("signal %d on alternate stack %d flag %d\n", sig, &here >= base && &here < base + size,
	       now.ss_flags == SS_ONSTACK);
	if (sig == SIGSEGV)
		siglongjmp(back, 1);
}

static int recurse(int n)
{
	volatile char block[4096];
	block[0] = n;
	return recurse(n + 1) + block[0];
}

int main(void)
{
	stack_t ss = { .ss_sp = base = malloc(size), .ss_size = size }, old;
	struct sigaction sa;
	memset(&sa, 0, sizeof sa);
	sa.sa_handler = handler;
	sa.sa_flags = SA_ONSTACK;
	printf("%d\n", sigaltstack(&ss, &old));
	printf("before: disabled %d\n", old.ss_flags == SS_DISABLE);
	sigaction(SIGUSR1, &sa, 0);
	sigaction(SIGSEGV, &sa, 0);
	raise(SIGUSR1);
	if (!sigsetjmp(back, 1))
		recurse(0);
	puts("survived the overflow");
	ss.ss_size = 16;
	printf("too small: %d\n", sigaltstack(&ss, 0));
	return 0;
}
