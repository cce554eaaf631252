// vfork, exec in the child, and the parent goes on after it.
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	if (argc > 1)
		return 42;
	int status;
	pid_t pid = vfork();
	if (pid == 0) {
		execl(argv[0], argv[0], "child", (char *)0);
		_exit(127);
	}
	waitpid(pid, &status, 0);
	printf("status %d\n", WEXITSTATUS(status));
	pid = vfork();
	if (pid == 0) {
		execl("/nonexistent", "x", (char *)0);
		_exit(127);
	}
	waitpid(pid, &status, 0);
	printf("status %d\n", WEXITSTATUS(status));
	return 0;
}
