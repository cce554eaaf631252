// assert: silent when true, SIGABRT and a message that names the place when not, nothing under NDEBUG.
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <assert.h>

static int evaluated;

static void fails(int n)
{
	assert(n == 2);
}

int main(void)
{
	int p[2], status;
	char b[400];
	pipe(p);
	fails(2);
	assert(++evaluated);
	fflush(stdout);
	if (!fork()) {
		dup2(p[1], 2);
		fails(3);
		_exit(0);
	}
	close(p[1]);
	wait(&status);
	ssize_t n = 0, r;
	while ((r = read(p[0], b + n, sizeof b - 1 - n)) > 0)
		n += r;
	b[n] = 0;
	printf("abort %d, expression %d, function %d, file %d, line %d\n", WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT, strstr(b, "n == 2") != 0, strstr(b, "fails") != 0,
		strstr(b, "assertions.c") != 0, strstr(b, "13") != 0);
#define NDEBUG
#include <assert.h>
	assert(++evaluated);
	assert(0);
	printf("evaluated %d\n", evaluated);
	return 0;
}
