// A hundred children at once, each waited for exactly once.
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	int seen[100] = { 0 }, status, p[2];
	char c;
	if (pipe(p))
		return 1;
	for (int i = 0; i < 100; i++) {
		if (fork() == 0) {
			close(p[1]);
			read(p[0], &c, 1);
			_exit(i);
		}
	}
	close(p[0]);
	close(p[1]);
	int n = 0, twice = 0;
	while (wait(&status) > 0) {
		n++;
		twice += seen[WEXITSTATUS(status)]++;
	}
	printf("%d children, %d twice\n", n, twice);
	return 0;
}
