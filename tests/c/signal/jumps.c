// siglongjmp out of handlers: the mask is restored if it was saved, again and again.
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static sigjmp_buf place;
static int depth;

static int blocked(int sig)
{
	sigset_t now;
	sigprocmask(SIG_BLOCK, 0, &now);
	return sigismember(&now, sig);
}

static void jump(int sig) { siglongjmp(place, sig); }

static void deeper(int sig)
{
	if (++depth < 5)
		raise(SIGUSR2);
	siglongjmp(place, depth);
}

int main(void)
{
	signal(SIGUSR1, jump);
	int r = sigsetjmp(place, 1);
	if (r == 0)
		raise(SIGUSR1);
	printf("saved: %d blocked %d\n", r == SIGUSR1, blocked(SIGUSR1));
	r = sigsetjmp(place, 0);
	if (r == 0)
		raise(SIGUSR1);
	printf("not saved: %d blocked %d\n", r == SIGUSR1, blocked(SIGUSR1));
	sigset_t none;
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, 0);
	struct sigaction sa;
	memset(&sa, 0, sizeof sa);
	sa.sa_handler = deeper;
	sa.sa_flags = SA_NODEFER;
	sigaction(SIGUSR2, &sa, 0);
	r = sigsetjmp(place, 1);
	if (r == 0)
		raise(SIGUSR2);
	printf("from depth %d\n", r);
	signal(SIGSEGV, jump);
	volatile int faults = 0;
	for (int i = 0; i < 1000; i++)
		if (sigsetjmp(place, 1) == 0)
			*(volatile int *)16 = 1;
		else
			faults++;
	printf("faults survived %d\n", faults);
	signal(SIGALRM, jump);
	volatile int waits = 0;
	for (int i = 0; i < 5; i++)
		if (sigsetjmp(place, 1) == 0) {
			ualarm(10000, 0);
			for (;;)
				pause();
		} else
			waits++;
	printf("waits left %d\n", waits);
	jmp_buf plain;
	r = setjmp(plain);
	if (r < 3)
		longjmp(plain, r + 1);
	printf("longjmp %d\n", r);
	if ((r = setjmp(plain)) == 0)
		longjmp(plain, 0);
	printf("0 becomes %d\n", r);
	return 0;
}
