// An orphan's parent becomes another process than the one that ended.
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	int p[2];
	char c;
	if (pipe(p))
		return 1;
	pid_t first = fork();
	if (first == 0) {
		pid_t me = getpid();
		if (fork() == 0) {
			close(p[0]);
			while (getppid() == me)
				usleep(1000);
			c = getppid() != me ? 'y' : 'n';
			write(p[1], &c, 1);
			_exit(0);
		}
		_exit(0);
	}
	close(p[1]);
	waitpid(first, 0, 0);
	printf("reparented: %c\n", read(p[0], &c, 1) == 1 ? c : '?');
	return 0;
}
