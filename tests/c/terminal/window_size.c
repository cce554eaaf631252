// The window's size: set and read at both sides; a change signals the foreground group once.
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

static volatile int changes;
static void handler(int sig) { changes++; }

int main(void)
{
	int m = posix_openpt(O_RDWR | O_NOCTTY), status;
	struct winsize w = { 1, 1, 1, 1 };
	grantpt(m);
	unlockpt(m);
	char *name = ptsname(m);
	if (fork() == 0) {
		setsid();
		int s = open(name, O_RDWR);
		signal(SIGWINCH, handler);
		printf("%d", ioctl(s, TIOCGWINSZ, &w));
		printf(" %d %d\n", w.ws_row, w.ws_col);
		w = (struct winsize){ 50, 132, 800, 600 };
		printf("%d", ioctl(m, TIOCSWINSZ, &w));
		for (int i = 0; i < 2000 && !changes; i++)
			usleep(1000);
		printf(" changes %d\n", changes);
		memset(&w, 0, sizeof w);
		printf("%d", ioctl(s, TIOCGWINSZ, &w));
		printf(" %d %d %d %d\n", w.ws_row, w.ws_col, w.ws_xpixel, w.ws_ypixel);
		/* The same again is no change. */
		ioctl(m, TIOCSWINSZ, &w);
		usleep(50000);
		printf("changes %d\n", changes);
		w.ws_row = 24;
		printf("%d", ioctl(s, TIOCSWINSZ, &w));
		for (int i = 0; i < 2000 && changes < 2; i++)
			usleep(1000);
		printf(" changes %d\n", changes);
		ioctl(m, TIOCGWINSZ, &w);
		printf("%d %d\n", w.ws_row, w.ws_col);
		fflush(stdout);
		_exit(0);
	}
	wait(&status);
	int p[2];
	pipe(p);
	printf("%d", ioctl(p[0], TIOCGWINSZ, &w));
	printf(" %s\n", strerror(errno));
	printf("exited %d\n", WEXITSTATUS(status));
	return 0;
}
