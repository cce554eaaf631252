// Which calls go on after a handler with SA_RESTART, and which never do.
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/select.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static volatile int alarms;
static int p[2];
static void handler(int sig)
{
	/* The second alarm lets the call end. */
	if (++alarms % 2)
		ualarm(30000, 0);
	else
		write(p[1], "x", 1);
}

static void set(int flags)
{
	struct sigaction sa;
	memset(&sa, 0, sizeof sa);
	sa.sa_handler = handler;
	sa.sa_flags = flags;
	sigaction(SIGALRM, &sa, 0);
}

static void show(const char *what, long r)
{
	int e = errno;
	ualarm(0, 0);
	printf("%s: %ld %s, alarms %d\n", what, r, r < 0 ? strerror(e) : "", alarms);
	alarms = 0;
}

static void begin(void)
{
	char c;
	alarms = 0;
	fcntl(p[0], F_SETFL, O_NONBLOCK);
	while (read(p[0], &c, 1) == 1)
		;
	fcntl(p[0], F_SETFL, 0);
	ualarm(30000, 0);
}

int main(void)
{
	char c;
	struct pollfd poll_set = { .events = POLLIN };
	struct timespec second = { 1, 0 };
	fd_set fds;
	pipe(p);
	poll_set.fd = p[0];
	set(0);
	begin();
	show("read", read(p[0], &c, 1));
	set(SA_RESTART);
	begin();
	show("read, restarted", read(p[0], &c, 1));
	begin();
	show("poll", poll(&poll_set, 1, 2000));
	FD_ZERO(&fds);
	FD_SET(p[0], &fds);
	begin();
	show("select", select(p[0] + 1, &fds, 0, 0, 0));
	begin();
	show("nanosleep", nanosleep(&second, 0));
	begin();
	show("usleep", usleep(2000000));
	begin();
	show("pause", pause());
	/* wait, restarted until the child has ended. */
	begin();
	pid_t pid = fork();
	if (pid == 0) {
		usleep(150000);
		_exit(3);
	}
	int status;
	long r = waitpid(pid, &status, 0);
	show("waitpid, restarted", r == pid ? WEXITSTATUS(status) : r);
	set(0);
	begin();
	pid = fork();
	if (pid == 0) {
		usleep(200000);
		_exit(3);
	}
	r = waitpid(pid, &status, 0);
	show("waitpid", r == pid ? WEXITSTATUS(status) : r);
	while (waitpid(pid, &status, 0) < 0)
		;
	/* siginterrupt changes the flag. */
	set(SA_RESTART);
	siginterrupt(SIGALRM, 1);
	begin();
	show("read after siginterrupt", read(p[0], &c, 1));
	return 0;
}
