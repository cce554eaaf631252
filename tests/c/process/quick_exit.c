// quick_exit runs its own handlers in reverse order and neither atexit's nor stdio's flush.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void say(const char *text) { write(1, text, strlen(text)); }
static void at_exit(void) { say("atexit\n"); }
static void first(void) { say("first\n"); }
static void second(void) { say("second\n"); }
static void nested(void) { say("nested\n"); }
static void adds(void)
{
	say("adds\n");
	atexit(nested);
}

int main(void)
{
	int status;
	if (fork() == 0) {
		atexit(at_exit);
		at_quick_exit(first);
		at_quick_exit(second);
		printf("never seen");
		quick_exit(4);
	}
	wait(&status);
	printf("status %d\n", WEXITSTATUS(status));
	fflush(stdout);
	if (fork() == 0) {
		atexit(first);
		atexit(adds);
		at_quick_exit(second);
		exit(300);
	}
	wait(&status);
	printf("status %d\n", WEXITSTATUS(status));
	fflush(stdout);
	if (fork() == 0) {
		for (int i = 0; i < 100; i++)
			if (atexit(i == 50 ? first : i == 99 ? second : nested == 0 ? first : at_exit))
				say("refused\n");
		_Exit(7);
	}
	wait(&status);
	printf("status %d\n", WEXITSTATUS(status));
	return 0;
}
