// WNOHANG gives 0 while the child runs, and its number once it has ended.
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	int p[2], status;
	char c;
	if (pipe(p))
		return 1;
	pid_t pid = fork();
	if (pid == 0) {
		close(p[1]);
		_exit(read(p[0], &c, 1) == 0 ? 9 : 1);
	}
	close(p[0]);
	printf("running: %d\n", waitpid(pid, &status, WNOHANG));
	close(p[1]);
	printf("ended: %d\n", waitpid(pid, &status, 0) == pid);
	printf("status %d\n", WEXITSTATUS(status));
	return 0;
}
