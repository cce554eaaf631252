// Signals sent to a stopped process wait; SIGCONT discards pending stops and the other way round.
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile char seen[64];
static volatile int n;
static void handler(int sig) { seen[n++] = sig == SIGUSR1 ? '1' : sig == SIGCONT ? 'c' : '?'; }

int main(void)
{
	int p[2], status;
	char c, got[64] = "";
	pipe(p);
	pid_t pid = fork();
	if (pid == 0) {
		sigset_t block, old, pending;
		setpgid(0, 0);
		signal(SIGUSR1, handler);
		signal(SIGCONT, handler);
		write(p[1], "r", 1);
		while (n < 2)
			usleep(1000);
		/* Both came while stopped; order is not said. */
		write(p[1], "2", 1);
		sigemptyset(&block);
		sigaddset(&block, SIGTSTP);
		sigaddset(&block, SIGCONT);
		sigprocmask(SIG_BLOCK, &block, &old);
		raise(SIGTSTP);
		sigpending(&pending);
		write(p[1], sigismember(&pending, SIGTSTP) ? "T" : "-", 1);
		raise(SIGCONT);
		sigpending(&pending);
		write(p[1], sigismember(&pending, SIGTSTP) ? "T" : "-", 1);
		write(p[1], sigismember(&pending, SIGCONT) ? "C" : "-", 1);
		raise(SIGTSTP);
		sigpending(&pending);
		write(p[1], sigismember(&pending, SIGCONT) ? "C" : "-", 1);
		signal(SIGTSTP, SIG_IGN);
		sigpending(&pending);
		write(p[1], sigismember(&pending, SIGTSTP) ? "T" : "-", 1);
		_exit(0);
	}
	setpgid(pid, pid);
	close(p[1]);
	read(p[0], &c, 1);
	kill(pid, SIGSTOP);
	waitpid(pid, &status, WUNTRACED);
	printf("stopped by %d\n", WSTOPSIG(status));
	kill(pid, SIGUSR1);
	usleep(30000);
	printf("nothing yet: %d\n", waitpid(pid, &status, WNOHANG));
	kill(pid, SIGCONT);
	for (int i = 0; read(p[0], &c, 1) == 1; i++)
		got[i] = c;
	printf("%s\n", got);
	waitpid(pid, &status, 0);
	printf("exited %d\n", WEXITSTATUS(status));
	return 0;
}
