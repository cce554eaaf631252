// libs: -lutil
// openpty and forkpty: both ends work, settings and size are as asked, the child has a terminal of its own.
#include <pty.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>
#include <utmp.h>

int main(void)
{
	int controller, terminal;
	char name[64] = "", text[64] = { 0 };
	struct winsize size = { .ws_row = 11, .ws_col = 22 }, got = { 0 };
	printf("openpty %d", openpty(&controller, &terminal, name, 0, &size));
	printf(" %d %d %d\n", isatty(controller), isatty(terminal), !strncmp(name, "/dev/pts/", 9));
	ioctl(terminal, TIOCGWINSZ, &got);
	printf("size %d %d\n", got.ws_row, got.ws_col);
	struct termios settings;
	tcgetattr(terminal, &settings);
	cfmakeraw(&settings);
	close(terminal);
	close(controller);
	printf("raw %d", openpty(&controller, &terminal, 0, &settings, 0));
	write(controller, "no newline", 10);
	ssize_t n = read(terminal, text, sizeof text);
	printf(" %zd %s\n", n, text);
	close(terminal);
	close(controller);
	fflush(stdout);
	pid_t pid = forkpty(&controller, name, &settings, &size);
	if (!pid) {
		dprintf(1, "%d %d %d", isatty(0), getsid(0) == getpid(), tcgetpgrp(0) == getpid());
		read(0, text, 1);
		_exit(7);
	}
	memset(text, 0, sizeof text);
	read(controller, text, sizeof text);
	write(controller, "x", 1);
	int status;
	waitpid(pid, &status, 0);
	printf("child %s, status %d\n", text, WEXITSTATUS(status));
	return 0;
}
