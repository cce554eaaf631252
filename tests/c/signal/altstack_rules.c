// sigaltstack: what is refused, what is told, and that it is used only when asked for.
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define SHOW(e) do { long r_ = (e); int e_ = errno; printf("%s = %ld %s\n", #e, r_, r_ < 0 ? strerror(e_) : ""); } while (0)
#define SIZE 65536
static char *area;
static volatile int inside, nested, told, changed, error;

static int on_it(void)
{
	char here;
	return &here >= area && &here < area + SIZE;
}

static void second(int sig) { nested = on_it(); }

static void handler(int sig)
{
	stack_t now, other = { .ss_sp = area, .ss_size = SIZE };
	inside = on_it();
	sigaltstack(0, &now);
	told = now.ss_flags;
	changed = sigaltstack(&other, 0);
	error = errno;
	raise(SIGUSR2);
}

int main(void)
{
	stack_t s, old;
	struct sigaction sa;
	area = malloc(SIZE);
	SHOW(sigaltstack(0, &old));
	printf("disabled at first %d\n", old.ss_flags == SS_DISABLE);
	memset(&s, 0, sizeof s);
	s.ss_sp = area;
	s.ss_size = 100;
	SHOW(sigaltstack(&s, 0));
	s.ss_size = SIZE;
	s.ss_flags = 77;
	SHOW(sigaltstack(&s, 0));
	s.ss_flags = 0;
	SHOW(sigaltstack(&s, &old));
	SHOW(sigaltstack(0, &old));
	printf("same %d flags %d size %d\n", old.ss_sp == area, old.ss_flags, (int)old.ss_size);
	memset(&sa, 0, sizeof sa);
	sa.sa_handler = handler;
	sigaction(SIGUSR1, &sa, 0);
	sa.sa_handler = second;
	sigaction(SIGUSR2, &sa, 0);
	raise(SIGUSR1);
	printf("not asked: inside %d nested %d told %d changed %d\n", inside, nested, told, changed);
	sa.sa_handler = handler;
	sa.sa_flags = SA_ONSTACK;
	sigaction(SIGUSR1, &sa, 0);
	raise(SIGUSR1);
	printf("asked: inside %d nested %d told %d changed %d %s\n", inside, nested, told == SS_ONSTACK, changed, strerror(error));
	fflush(stdout);
	if (fork() == 0) {
		/* A child has it, too. */
		sigaltstack(0, &old);
		_exit(old.ss_sp == area && old.ss_flags == 0);
	}
	int status;
	wait(&status);
	printf("inherited %d\n", WEXITSTATUS(status));
	s.ss_flags = SS_DISABLE;
	SHOW(sigaltstack(&s, &old));
	raise(SIGUSR1);
	printf("disabled: inside %d\n", inside);
	return 0;
}
