// ppoll: time limit, events, a signal let in only while waiting; descriptor sets.
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/select.h>
#include <time.h>
#include <unistd.h>

static volatile int caught;

static void handler(int n)
{
	caught++;
}

int main(void)
{
	int p[2];
	sigset_t blocked, none;
	pipe(p);
	struct pollfd f[2] = { { p[0], POLLIN, 0 }, { p[1], POLLOUT, 0 } };
	struct timespec zero = { 0, 0 }, some = { 0, 20000000 }, bad = { 0, 2000000000 };
	printf("%d", ppoll(f, 1, &zero, 0));
	printf(" %d", ppoll(f, 1, &some, 0));
	printf(" %d %#x", ppoll(f, 2, 0, 0), f[1].revents);
	write(p[1], "x", 1);
	printf(" %d %#x\n", ppoll(f, 1, 0, 0), f[0].revents);
	errno = 0;
	int r = ppoll(f, 1, &bad, 0);
	printf("%d %d\n", r, errno == EINVAL);
	signal(SIGUSR1, handler);
	sigemptyset(&blocked), sigaddset(&blocked, SIGUSR1), sigemptyset(&none);
	sigprocmask(SIG_BLOCK, &blocked, 0);
	raise(SIGUSR1);
	printf("%d", caught);
	r = ppoll(0, 0, 0, &none);
	printf(" %d %d %d", r, errno == EINTR, caught);
	raise(SIGUSR1);
	r = ppoll(f, 1, &zero, &blocked);
	printf(" %d %d\n", r, caught);
	fd_set s;
	FD_ZERO(&s);
	FD_SET(0, &s), FD_SET(63, &s), FD_SET(64, &s), FD_SET(FD_SETSIZE - 1, &s);
	FD_CLR(63, &s);
	printf("%d %d %d %d %d\n", !!FD_ISSET(0, &s), !!FD_ISSET(63, &s), !!FD_ISSET(64, &s), !!FD_ISSET(65, &s), !!FD_ISSET(FD_SETSIZE - 1, &s));
	return 0;
}
