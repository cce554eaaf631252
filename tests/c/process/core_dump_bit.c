// The status of a process that a signal ended, told by wait and by the macros.
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	static const int signals[] = { SIGHUP, SIGINT, SIGQUIT, SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGKILL, SIGUSR1, SIGSEGV,
		SIGPIPE, SIGALRM, SIGTERM, SIGSTKFLT, SIGXCPU, SIGXFSZ, SIGVTALRM, SIGPROF, SIGIO, SIGPWR, SIGSYS };
	struct rlimit none = { 0, 0 };
	setrlimit(RLIMIT_CORE, &none);
	for (unsigned i = 0; i < sizeof signals / sizeof *signals; i++) {
		int status;
		pid_t pid = fork();
		if (pid == 0) {
			for (;;)
				pause();
		}
		kill(pid, signals[i]);
		waitpid(pid, &status, 0);
		printf("%d: exited %d signaled %d by %d core %d\n", signals[i], WIFEXITED(status), WIFSIGNALED(status),
			WTERMSIG(status), !!WCOREDUMP(status));
	}
	return 0;
}
