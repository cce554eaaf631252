// killpg reaches every process of a group; psignal and psiginfo name the signal on standard error.
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	/* Standard error becomes a pipe, so that it can be shown. */
	int p[2];
	char b[400];
	pipe(p);
	dup2(p[1], 2);
	psignal(SIGTERM, "before");
	psignal(SIGINT, "");
	psignal(SIGKILL, 0);
	siginfo_t i = { .si_signo = SIGSEGV };
	i.si_code = SEGV_MAPERR;
	psiginfo(&i, "information");
	ssize_t n = read(p[0], b, sizeof b - 1);
	b[n > 0 ? n : 0] = 0;
	/* What follows the signal's name in psiginfo is the library's own. */
	char *line = b;
	for (int k = 0; k < 3; k++) {
		char *end = strchr(line, '\n');
		*end = 0;
		puts(line);
		line = end + 1;
	}
	printf("%d\n", !strncmp(line, "information: Segmentation fault", 31));
	pid_t child[3];
	int status, killed = 0;
	for (int k = 0; k < 3; k++) {
		if (!(child[k] = fork())) {
			setpgid(0, k ? child[0] : 0);
			for (;;)
				pause();
		}
		setpgid(child[k], child[0]);
	}
	printf("killpg %d", killpg(child[0], 0));
	printf(" %d", killpg(child[0], SIGTERM));
	for (int k = 0; k < 3; k++)
		killed += waitpid(child[k], &status, 0) == child[k] && WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM;
	printf(" %d\n", killed);
	errno = 0;
	int r = killpg(child[0], SIGTERM);
	printf("%d %d", r, errno == ESRCH);
	r = killpg(getpgrp(), 9999);
	printf(" %d %d\n", r, errno == EINVAL);
	return 0;
}
