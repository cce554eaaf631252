// What stdio had buffered at fork is written by whoever flushes it: by both after exit, once with _exit.
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	setvbuf(stdout, 0, _IOFBF, 4096);
	printf("twice\n");
	if (fork() == 0)
		exit(0);
	wait(0);
	fflush(stdout);
	printf("once\n");
	if (fork() == 0)
		_exit(0);
	wait(0);
	fflush(stdout);
	printf("flushed before\n");
	fflush(stdout);
	if (fork() == 0) {
		printf("child's own\n");
		exit(0);
	}
	wait(0);
	setvbuf(stdout, 0, _IOLBF, 4096);
	printf("whole line\nand a part;");
	if (fork() == 0)
		exit(0);
	wait(0);
	printf("\n");
	return 0;
}
