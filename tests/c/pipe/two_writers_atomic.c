// Lines that two processes write at once are never mixed: writes up to PIPE_BUF are atomic.
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	int p[2];
	if (pipe(p))
		return 1;
	for (int k = 0; k < 2; k++) {
		if (fork() == 0) {
			char line[101];
			memset(line, 'a' + k, 99);
			line[99] = '\n';
			for (int i = 0; i < 500; i++)
				write(p[1], line, 100);
			_exit(0);
		}
	}
	close(p[1]);
	FILE *f = fdopen(p[0], "r");
	char line[300];
	int count[2] = { 0 }, bad = 0;
	while (fgets(line, sizeof line, f)) {
		int k = line[0] - 'a';
		int good = strlen(line) == 100 && (k == 0 || k == 1);
		for (int i = 0; good && i < 99; i++)
			good = line[i] == line[0];
		if (good)
			count[k]++;
		else
			bad++;
	}
	while (wait(0) > 0)
		;
	printf("%d %d bad %d\n", count[0], count[1], bad);
	return 0;
}
