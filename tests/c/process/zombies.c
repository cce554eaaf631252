// A zombie keeps its number and its group until it is waited for; signals to it do nothing.
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define SHOW(e) do { long r_ = (e); int e_ = errno; printf("%s = %s\n", #e, r_ < 0 ? strerror(e_) : "done"); } while (0)

int main(void)
{
	siginfo_t info;
	int status;
	pid_t pid = fork();
	if (pid == 0) {
		setpgid(0, 0);
		_exit(21);
	}
	SHOW(waitid(P_PID, pid, &info, WEXITED | WNOWAIT));
	SHOW(kill(pid, 0));
	SHOW(kill(pid, SIGKILL));
	printf("group still there %d\n", getpgid(pid) == pid);
	SHOW(kill(-pid, 0));
	SHOW(waitpid(-pid, &status, 0));
	printf("exited %d with %d\n", WIFEXITED(status), WEXITSTATUS(status));
	SHOW(kill(pid, 0));
	SHOW(kill(-pid, 0));
	SHOW(getpgid(pid));
	SHOW(waitpid(pid, &status, 0));
	/* One that nobody waited for is its new parent's affair. */
	int p[2];
	char c;
	pipe(p);
	if (fork() == 0) {
		for (int i = 0; i < 5; i++)
			if (fork() == 0)
				_exit(0);
		_exit(0);
	}
	close(p[1]);
	wait(0);
	printf("all ends closed %zd\n", read(p[0], &c, 1));
	SHOW(wait(0));
	return 0;
}
