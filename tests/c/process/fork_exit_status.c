// The parent learns the status that the child exits with, for all 256 values that fit.
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	int sum = 0;
	for (int code = 0; code < 300; code += 7) {
		pid_t pid = fork();
		if (pid == 0)
			_exit(code);
		int status = -1;
		if (waitpid(pid, &status, 0) != pid)
			return perror("waitpid"), 1;
		printf("%d: exited %d status %d\n", code, WIFEXITED(status), WEXITSTATUS(status));
		sum += WEXITSTATUS(status);
	}
	printf("sum %d\n", sum);
	return 0;
}
