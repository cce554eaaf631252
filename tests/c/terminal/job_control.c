// A session on a pseudo-terminal: ^C reaches the foreground group, background reads stop.
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

int main(void)
{
	int m = posix_openpt(O_RDWR | O_NOCTTY), status;
	grantpt(m);
	unlockpt(m);
	char *name = ptsname(m), c;
	int result[2];
	if (m < 0 || pipe(result))
		return 1;
	pid_t leader = fork();
	if (leader == 0) {
		setsid();
		int s = open(name, O_RDWR);
		signal(SIGTTOU, SIG_IGN);
		dprintf(result[1], "session %d foreground %d\n", tcgetsid(s) == getpid(), tcgetpgrp(s) == getpid());
		pid_t job = fork();
		if (job == 0) {
			setpgid(0, 0);
			signal(SIGTTOU, SIG_DFL);
			for (;;)
				pause();
		}
		setpgid(job, job);
		dprintf(result[1], "tcsetpgrp %d\n", tcsetpgrp(s, job));
		usleep(50000);
		write(result[1], "!", 1);
		waitpid(job, &status, 0);
		dprintf(result[1], "killed by %d\n", WIFSIGNALED(status) ? WTERMSIG(status) : 0);
		tcsetpgrp(s, getpgrp());
		job = fork();
		if (job == 0) {
			setpgid(0, 0);
			read(s, &c, 1);
			_exit(0);
		}
		setpgid(job, job);
		waitpid(job, &status, WUNTRACED);
		dprintf(result[1], "background read: stopped by %d\n", WIFSTOPPED(status) ? WSTOPSIG(status) : 0);
		kill(job, SIGKILL);
		waitpid(job, &status, 0);
		_exit(0);
	}
	close(result[1]);
	while (read(result[0], &c, 1) == 1) {
		if (c == '!')
			write(m, "\x03", 1);
		else
			putchar(c);
	}
	waitpid(leader, &status, 0);
	printf("leader %d\n", WEXITSTATUS(status));
	return 0;
}
