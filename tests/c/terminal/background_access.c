// A background process that reads stops or gets EIO; it may write unless TOSTOP; orphans get EIO.
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

static int s;
static char c;

/* What becomes of a background job that does this. */
static void job(const char *title, int how, void (*prepare)(void))
{
	int status;
	fflush(stdout);
	pid_t pid = fork();
	if (pid == 0) {
		struct termios t;
		setpgid(0, 0);
		if (prepare)
			prepare();
		ssize_t r = -2;
		errno = 0;
		switch (how) {
		case 0: r = read(s, &c, 1); break;
		case 1: r = write(s, "x", 1); break;
		case 2: tcgetattr(s, &t); r = tcsetattr(s, TCSANOW, &t); break;
		case 3: r = tcsetpgrp(s, getpgrp()); break;
		case 4: r = tcgetattr(s, &t); break;
		}
		_exit(r >= 0 ? 100 + r : errno);
	}
	setpgid(pid, pid);
	waitpid(pid, &status, WUNTRACED);
	if (WIFSTOPPED(status)) {
		printf("%s: stopped by %s\n", title, WSTOPSIG(status) == SIGTTIN ? "SIGTTIN" : WSTOPSIG(status) == SIGTTOU ? "SIGTTOU" : "?");
		kill(pid, SIGKILL);
		waitpid(pid, &status, 0);
	} else if (WEXITSTATUS(status) >= 100)
		printf("%s: did %d\n", title, WEXITSTATUS(status) - 100);
	else
		printf("%s: %s\n", title, strerror(WEXITSTATUS(status)));
	tcsetpgrp(s, getpgrp());
}

static void ignore_in(void) { signal(SIGTTIN, SIG_IGN); }
static void ignore_out(void) { signal(SIGTTOU, SIG_IGN); }
static void block(int sig)
{
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, sig);
	sigprocmask(SIG_BLOCK, &set, 0);
}
static void block_in(void) { block(SIGTTIN); }
static void block_out(void) { block(SIGTTOU); }

int main(void)
{
	int m = posix_openpt(O_RDWR | O_NOCTTY), status, p[2];
	grantpt(m);
	unlockpt(m);
	char *name = ptsname(m);
	pipe(p);
	if (fork() == 0) {
		struct termios t;
		setsid();
		s = open(name, O_RDWR);
		/* The leader itself changes the foreground group from the background. */
		signal(SIGTTOU, SIG_IGN);
		tcsetpgrp(s, getpgrp());
		signal(SIGTTOU, SIG_DFL);
		block(SIGTTOU);
		write(m, "input\n", 6);
		sigset_t none;
		sigemptyset(&none);
		job("read, blocked", 0, block_in);
		sigprocmask(SIG_SETMASK, &none, 0);
		signal(SIGTTOU, SIG_IGN);
		void (*keep)(int) = signal(SIGTTOU, SIG_DFL);
		block(SIGTTOU);
		job("read, ignored", 0, ignore_in);
		job("look", 4, 0);
		sigprocmask(SIG_SETMASK, &none, 0);
		/* From here on jobs have SIGTTOU as the parent has it. */
		job("read", 0, 0);
		job("write", 1, 0);
		job("set", 2, 0);
		job("set, ignored", 2, ignore_out);
		job("set, blocked", 2, block_out);
		tcgetattr(s, &t);
		t.c_lflag |= TOSTOP;
		tcsetattr(s, TCSANOW, &t);
		job("write with TOSTOP", 1, 0);
		job("write with TOSTOP, ignored", 1, ignore_out);
		job("write with TOSTOP, blocked", 1, block_out);
		job("take the foreground", 3, 0);
		/* An orphan: its parent has gone. */
		fflush(stdout);
		if (fork() == 0) {
			if (fork() == 0) {
				setpgid(0, 0);
				while (getppid() != 1 && getppid() == getsid(0))
					;
				usleep(50000);
				ssize_t r = read(s, &c, 1);
				int e = errno;
				write(p[1], &e, sizeof e);
				_exit(0);
			}
			_exit(0);
		}
		wait(0);
		int e = 0;
		read(p[0], &e, sizeof e);
		printf("orphan: %s\n", strerror(e));
		fflush(stdout);
		_exit(0);
	}
	wait(&status);
	printf("leader %d\n", WEXITSTATUS(status));
	return 0;
}
