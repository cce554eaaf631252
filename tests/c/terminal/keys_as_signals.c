// ^C, ^\ and ^Z signal the foreground group and flush; without ISIG they are input.
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

static volatile int got;
static void handler(int sig) { got = sig; }

static void wait_for(int sig)
{
	for (int i = 0; i < 3000 && got != sig; i++)
		usleep(1000);
	printf("signal %d\n", got);
	got = 0;
}

int main(void)
{
	int m = posix_openpt(O_RDWR | O_NOCTTY), status;
	char b[32];
	grantpt(m);
	unlockpt(m);
	char *name = ptsname(m);
	if (fork() == 0) {
		struct termios t;
		struct sigaction sa;
		setsid();
		int s = open(name, O_RDWR);
		memset(&sa, 0, sizeof sa);
		sa.sa_handler = handler;
		for (int sig = 1; sig <= 20; sig++)
			if (sig == SIGINT || sig == SIGQUIT || sig == SIGTSTP)
				sigaction(sig, &sa, 0);
		tcgetattr(s, &t);
		t.c_lflag &= ~ECHO;
		tcsetattr(s, TCSANOW, &t);
		write(m, "typed\x03", 6);
		wait_for(SIGINT);
		write(m, "\x1c", 1);
		wait_for(SIGQUIT);
		write(m, "\x1a", 1);
		wait_for(SIGTSTP);
		/* What was typed before ^C is gone. */
		write(m, "after\n", 6);
		printf("%zd\n", read(s, b, sizeof b));
		t.c_lflag |= NOFLSH;
		tcsetattr(s, TCSANOW, &t);
		write(m, "kept\x03\n", 6);
		wait_for(SIGINT);
		printf("%zd\n", read(s, b, sizeof b));
		t.c_lflag &= ~ISIG;
		tcsetattr(s, TCSANOW, &t);
		write(m, "a\x03\x1c\x1a\n", 5);
		printf("%zd signal %d\n", read(s, b, sizeof b), got);
		t.c_lflag |= ISIG;
		t.c_cc[VINTR] = 'q';
		t.c_cc[VQUIT] = _POSIX_VDISABLE;
		tcsetattr(s, TCSANOW, &t);
		write(m, "\x1cq", 2);
		wait_for(SIGINT);
		/* A read that a handler interrupts. */
		if (fork() == 0) {
			usleep(40000);
			write(m, "q", 1);
			_exit(0);
		}
		tcflush(s, TCIFLUSH);
		ssize_t n = read(s, b, sizeof b);
		printf("%zd %s\n", n, strerror(errno));
		fflush(stdout);
		while (wait(0) > 0 || errno == EINTR)
			;
		_exit(0);
	}
	wait(&status);
	printf("exited %d\n", WEXITSTATUS(status));
	return 0;
}
