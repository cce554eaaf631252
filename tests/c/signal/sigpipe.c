// Writing to a pipe without readers: SIGPIPE, or EPIPE if it is ignored.
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	int p[2], status;
	if (pipe(p))
		return 1;
	close(p[0]);
	if (fork() == 0) {
		write(p[1], "x", 1);
		_exit(0);
	}
	wait(&status);
	printf("killed by %d\n", WIFSIGNALED(status) ? WTERMSIG(status) : 0);
	signal(SIGPIPE, SIG_IGN);
	printf("%zd", write(p[1], "x", 1));
	printf(" %s\n", strerror(errno));
	return 0;
}
