// wait without children, for somebody else's child, and with bad options.
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	int status;
	printf("%d %s\n", wait(&status), strerror(errno));
	printf("%d %s\n", waitpid(1, &status, 0), strerror(errno));
	printf("%d %s\n", waitpid(-1, &status, 0x40000000), strerror(errno));
	pid_t pid = fork();
	if (pid == 0)
		_exit(3);
	printf("%d\n", waitpid(pid, &status, 0) == pid);
	printf("%d %s\n", waitpid(pid, &status, 0), strerror(errno));
	return 0;
}
