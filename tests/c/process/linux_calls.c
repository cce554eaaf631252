// Calls of Linux alone: a child by clone(), a child under ptrace(), the clock's state, memory barriers.
// on: Linux
#define _GNU_SOURCE
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/timex.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int shared = 1;
static long peeked = 0x1234567890abcdefL;

static int child(void *argument) {
	shared += *(int *)argument;
	return 7;
}

int main(void) {
	char *stack = malloc(65536);
	int add = 41, status;
	pid_t pid = clone(child, stack + 65536, CLONE_VM | SIGCHLD, &add);
	waitpid(pid, &status, 0);
	printf("clone: %d %d\n", shared, WEXITSTATUS(status));
	pid = clone(child, stack + 65536, SIGCHLD, &add);
	waitpid(pid, &status, 0);
	printf("clone without memory: %d %d\n", shared, WEXITSTATUS(status));
	errno = 0;
	printf("clone without stack: %d", clone(child, NULL, SIGCHLD, &add));
	printf(" %d\n", errno == EINVAL);
	free(stack);

	fflush(stdout);
	pid = fork();
	if (!pid) {
		peeked = -1;
		ptrace(PTRACE_TRACEME, 0, 0, 0);
		raise(SIGSTOP);
		_exit(peeked == 99 ? 3 : 4);
	}
	waitpid(pid, &status, 0);
	printf("stopped: %d\n", WIFSTOPPED(status) && WSTOPSIG(status) == SIGSTOP);
	errno = 0;
	long word = ptrace(PTRACE_PEEKDATA, pid, &peeked, 0);
	printf("peek: %ld %d\n", word, errno);
	struct user_regs_struct registers;
	printf("registers: %ld", ptrace(PTRACE_GETREGS, pid, 0, &registers));
	printf(" %d\n", registers.rip != 0 && registers.rsp != 0);
	printf("poke: %ld\n", ptrace(PTRACE_POKEDATA, pid, &peeked, (void *)99));
	ptrace(PTRACE_CONT, pid, 0, 0);
	waitpid(pid, &status, 0);
	printf("ended: %d\n", WEXITSTATUS(status));
	errno = 0;
	printf("gone: %ld", ptrace(PTRACE_PEEKDATA, pid, &peeked, 0));
	printf(" %d\n", errno == ESRCH);

	struct timex clock;
	memset(&clock, 0, sizeof clock);
	int state = adjtimex(&clock);
	printf("adjtimex: %d %d\n", state >= TIME_OK && state <= TIME_ERROR, clock.tick > 0);
	memset(&clock, 0, sizeof clock);
	printf("clock_adjtime: %d\n", clock_adjtime(CLOCK_REALTIME, &clock) == state);
	return 0;
}
