// After fork, each side's writes are its own, over many pages and generations.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define PAGES 200

int main(void)
{
	unsigned char *p = malloc(PAGES * 4096);
	for (int i = 0; i < PAGES * 4096; i++)
		p[i] = i / 4096;
	int depth = 0, status;
	for (depth = 0; depth < 4; depth++) {
		pid_t pid = fork();
		if (pid == 0) {
			for (int i = depth; i < PAGES; i += 3)
				p[i * 4096] += 1;
			continue;
		}
		waitpid(pid, &status, 0);
		break;
	}
	unsigned sum = 0;
	for (int i = 0; i < PAGES; i++)
		sum += p[i * 4096] * (i + 1);
	printf("depth %d sum %u\n", depth, sum);
	fflush(stdout);
	return 0;
}
