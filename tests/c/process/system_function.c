// system: its status, what it does with signals, and without a command.
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile int ints, children;
static void on_int(int sig) { (void)sig; ints++; }
static void on_child(int sig) { (void)sig; children++; }

int main(void)
{
	int s;
	printf("shell there %d\n", system(0) != 0);
	s = system("exit 5");
	printf("exited %d with %d\n", WIFEXITED(s), WEXITSTATUS(s));
	s = system("kill -9 $$");
	printf("killed by %d\n", WIFSIGNALED(s) ? WTERMSIG(s) : 0);
	s = system("/none/such/program 2>/dev/null");
	printf("not found %d\n", WEXITSTATUS(s));
	s = system("");
	printf("empty %d\n", s);
	/* SIGINT is ignored and SIGCHLD blocked in the caller meanwhile; both are back afterwards. */
	signal(SIGINT, on_int);
	signal(SIGCHLD, on_child);
	char command[64];
	sprintf(command, "kill -INT %d; exit 2", (int)getpid());
	s = system(command);
	printf("status %d interrupts %d\n", WEXITSTATUS(s), ints);
	raise(SIGINT);
	printf("interrupts %d\n", ints);
	/* The child of system is not left for wait. */
	printf("%d", wait(0));
	printf(" %d\n", errno == ECHILD);
	fflush(stdout);
	s = system("echo from the shell");
	printf("%d\n", s);
	return 0;
}
