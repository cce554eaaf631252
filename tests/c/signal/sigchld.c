// SIGCHLD tells of each end; ignoring it leaves no zombies.
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile int code, status, count;
/* waitpid, again after each interruption by the handler. */
static int wait_for(pid_t pid, int *status, int options)
{
	int r;
	do
		r = waitpid(pid, status, options);
	while (r < 0 && errno == EINTR);
	return r;
}

static void handler(int sig, siginfo_t *info, void *context)
{
	(void)sig, (void)context;
	code = info->si_code;
	status = info->si_status;
	count++;
}

int main(void)
{
	struct sigaction sa;
	memset(&sa, 0, sizeof sa);
	sa.sa_sigaction = handler;
	sa.sa_flags = SA_SIGINFO;
	sigaction(SIGCHLD, &sa, 0);
	if (fork() == 0)
		_exit(11);
	while (wait(0) < 0)
		;
	printf("exited %d status %d count %d\n", code == CLD_EXITED, status, count);
	pid_t pid = fork();
	if (pid == 0) {
		for (;;)
			pause();
	}
	kill(pid, SIGSTOP);
	int s;
	wait_for(pid, &s, WUNTRACED);
	/* Who waits may be told before the signal is sent. */
	while (code != CLD_STOPPED)
		usleep(1000);
	printf("stopped %d %d\n", WIFSTOPPED(s), code == CLD_STOPPED);
	kill(pid, SIGCONT);
	wait_for(pid, &s, WCONTINUED);
	printf("continued %d\n", WIFCONTINUED(s));
	kill(pid, SIGTERM);
	wait_for(pid, &s, 0);
	printf("terminated %d\n", WTERMSIG(s) == SIGTERM);
	signal(SIGCHLD, SIG_IGN);
	if (fork() == 0)
		_exit(0);
	printf("%d", wait(0));
	printf(" %s\n", strerror(errno));
	return 0;
}
