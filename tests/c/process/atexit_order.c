// exit runs handlers in reverse order and flushes; _exit does neither.
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static void a(void) { printf("a\n"); }
static void b(void) { printf("b\n"); atexit(a); }
static void c(void) { printf("c\n"); }

int main(void)
{
	fflush(stdout);
	if (fork() == 0) {
		atexit(c);
		printf("lost");
		_exit(0);
	}
	wait(0);
	atexit(a);
	atexit(b);
	atexit(c);
	printf("main\n");
	return 3;
}
