// kill: signal 0, nobody there, bad numbers, groups.
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	printf("%d\n", kill(getpid(), 0));
	printf("%d", kill(999999, 0));
	printf(" %s\n", strerror(errno));
	printf("%d", kill(getpid(), 65));
	printf(" %s\n", strerror(errno));
	printf("%d", kill(getpid(), -1));
	printf(" %s\n", strerror(errno));
	printf("%d", kill(-999999, SIGTERM));
	printf(" %s\n", strerror(errno));
	fflush(stdout);
	pid_t leader = fork();
	if (leader == 0) {
		setpgid(0, 0);
		for (int i = 0; i < 3; i++)
			if (fork() == 0)
				for (;;)
					pause();
		int s, n = 0;
		signal(SIGTERM, SIG_IGN);
		usleep(50000);
		kill(0, SIGTERM);
		while (wait(&s) > 0)
			n += WIFSIGNALED(s) && WTERMSIG(s) == SIGTERM;
		_exit(n);
	}
	int s;
	waitpid(leader, &s, 0);
	printf("group members killed %d\n", WEXITSTATUS(s));
	struct sigaction sa = { .sa_handler = SIG_IGN };
	printf("%d", sigaction(SIGKILL, &sa, 0));
	printf(" %s\n", strerror(errno));
	printf("%d", sigaction(0, &sa, 0));
	printf(" %s\n", strerror(errno));
	return 0;
}
