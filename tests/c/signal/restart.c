// A read goes on after a handler with SA_RESTART, and fails with EINTR after one without.
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static int p[2];
static void handler(int sig) { (void)sig; }

static void run(int flags)
{
	struct sigaction sa;
	char c = '?';
	memset(&sa, 0, sizeof sa);
	sa.sa_handler = handler;
	sa.sa_flags = flags;
	sigaction(SIGUSR1, &sa, 0);
	fflush(stdout);
	pid_t parent = getpid();
	pid_t pid = fork();
	if (pid == 0) {
		usleep(100000);
		kill(parent, SIGUSR1);
		usleep(100000);
		write(p[1], "x", 1);
		_exit(0);
	}
	int n = read(p[0], &c, 1), e = errno;
	printf("read %d %s\n", n, n < 0 ? strerror(e) : "fine");
	if (n < 0)
		read(p[0], &c, 1);
	while (waitpid(pid, 0, 0) < 0)
		;
	printf("%c\n", c);
}

int main(void)
{
	if (pipe(p))
		return 1;
	run(SA_RESTART);
	run(0);
	return 0;
}
