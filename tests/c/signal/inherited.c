// fork and exec: mask and ignored signals stay, handlers become default, pending is the parent's.
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static void handler(int sig) { (void)sig; }

static void show(const char *who)
{
	sigset_t mask, pending;
	struct sigaction one, two;
	sigprocmask(SIG_BLOCK, 0, &mask);
	sigpending(&pending);
	sigaction(SIGUSR1, 0, &one);
	sigaction(SIGUSR2, 0, &two);
	printf("%s: blocked %d pending %d USR1 %s USR2 %s\n", who, sigismember(&mask, SIGHUP),
	       sigismember(&pending, SIGHUP),
	       one.sa_handler == SIG_DFL ? "default" : one.sa_handler == SIG_IGN ? "ignored" : "handler",
	       two.sa_handler == SIG_DFL ? "default" : two.sa_handler == SIG_IGN ? "ignored" : "handler");
	fflush(stdout);
}

int main(int argc, char **argv)
{
	if (argc > 1) {
		show("exec");
		return 0;
	}
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, 0);
	signal(SIGUSR1, handler);
	signal(SIGUSR2, SIG_IGN);
	raise(SIGHUP);
	show("parent");
	if (fork() == 0) {
		show("child");
		execl(argv[0], argv[0], "x", (char *)0);
	}
	wait(0);
	return 0;
}
