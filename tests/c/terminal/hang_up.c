// The master's close hangs up: SIGHUP to the session, end of file and EIO; the slave's close is seen by the master.
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

static volatile int got[65];
static void handler(int sig) { got[sig]++; }

int main(void)
{
	int m = posix_openpt(O_RDWR | O_NOCTTY), p[2], status;
	char b[32], text[256] = "";
	grantpt(m);
	unlockpt(m);
	char *name = ptsname(m);
	pipe(p);
	if (fork() == 0) {
		setsid();
		int s = open(name, O_RDWR);
		signal(SIGHUP, handler);
		signal(SIGCONT, handler);
		close(m);
		write(p[1], "r", 1);
		for (int i = 0; i < 3000 && !got[SIGHUP]; i++)
			usleep(1000);
		usleep(20000);
		FILE *f = fdopen(p[1], "w");
		fprintf(f, "hang-up %d continue %d\n", got[SIGHUP], got[SIGCONT]);
		fprintf(f, "read %zd\n", read(s, b, sizeof b));
		int r = write(s, "x", 1);
		fprintf(f, "write %d %s\n", r, strerror(errno));
		struct termios t;
		r = tcgetattr(s, &t);
		fprintf(f, "tcgetattr %d %s\n", r, strerror(errno));
		struct pollfd set = { s, POLLIN | POLLOUT, 0 };
		r = poll(&set, 1, 0);
		fprintf(f, "poll %d hup %d in %d\n", r, !!(set.revents & POLLHUP), !!(set.revents & POLLIN));
		r = open("/dev/tty", O_RDWR);
		fprintf(f, "controlling terminal %s\n", r < 0 ? strerror(errno) : "there");
		fclose(f);
		_exit(0);
	}
	close(p[1]);
	read(p[0], b, 1);
	close(m);
	ssize_t n;
	while ((n = read(p[0], b, sizeof b)) > 0)
		strncat(text, b, n);
	printf("%s", text);
	wait(&status);
	/* The other way round. */
	m = posix_openpt(O_RDWR | O_NOCTTY);
	grantpt(m);
	unlockpt(m);
	int s = open(ptsname(m), O_RDWR | O_NOCTTY);
	write(s, "last words", 10);
	close(s);
	struct pollfd set = { m, POLLIN, 0 };
	/* The close may take a moment to reach the other side. */
	for (int i = 0; i < 2000 && !(poll(&set, 1, 1000) == 1 && set.revents & POLLHUP); i++)
		usleep(1000);
	printf("hup %d in %d\n", !!(set.revents & POLLHUP), !!(set.revents & POLLIN));
	printf("%zd", read(m, b, sizeof b));
	n = read(m, b, sizeof b);
	printf(" %zd %s\n", n, n < 0 ? strerror(errno) : "");
	s = open(ptsname(m), O_RDWR | O_NOCTTY);
	set.events = POLLIN;
	for (int i = 0; i < 2000 && poll(&set, 1, 0); i++)
		usleep(1000);
	printf("open again: %d\n", poll(&set, 1, 0));
	return 0;
}
