// abort ends the process whatever was done about SIGABRT; unless the handler jumps away.
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static jmp_buf place;
static void returns(int sig) { write(1, "handler\n", 8); }
static void jumps(int sig) { longjmp(place, 1); }
static void at_exit(void) { write(1, "never\n", 6); }

static void run(const char *title, int how)
{
	int status;
	fflush(stdout);
	if (fork() == 0) {
		sigset_t set;
		atexit(at_exit);
		switch (how) {
		case 1: signal(SIGABRT, SIG_IGN); break;
		case 2: signal(SIGABRT, returns); break;
		case 3: sigemptyset(&set); sigaddset(&set, SIGABRT); sigprocmask(SIG_BLOCK, &set, 0); break;
		case 4:
			signal(SIGABRT, jumps);
			if (setjmp(place))
				_exit(44);
		}
		printf("not flushed");
		abort();
	}
	wait(&status);
	if (WIFSIGNALED(status))
		printf("%s: killed by %d\n", title, WTERMSIG(status));
	else
		printf("%s: exited %d\n", title, WEXITSTATUS(status));
}

int main(void)
{
	struct rlimit none = { 0, 0 };
	setrlimit(RLIMIT_CORE, &none);
	run("default", 0);
	run("ignored", 1);
	run("handler returns", 2);
	run("blocked", 3);
	run("handler jumps", 4);
	return 0;
}
