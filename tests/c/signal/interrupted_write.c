// A write to a full pipe that a handler interrupts tells what was written, or fails with EINTR if nothing was.
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile int count;
static void handler(int sig) { count++; }
static char data[200000];

int main(void)
{
	int p[2];
	struct sigaction sa;
	memset(&sa, 0, sizeof sa);
	sa.sa_handler = handler;
	sigaction(SIGALRM, &sa, 0);
	pipe(p);
	ualarm(50000, 0);
	ssize_t n = write(p[1], data, sizeof data);
	printf("a part: %d, interrupted %d\n", n > 0 && n < (ssize_t)sizeof data, count);
	fcntl(p[1], F_SETFL, O_NONBLOCK);
	while (write(p[1], data, 1) == 1)
		;
	fcntl(p[1], F_SETFL, 0);
	ualarm(50000, 0);
	n = write(p[1], data, 100);
	printf("%zd %s, interrupted %d\n", n, strerror(errno), count);
	/* With SA_RESTART all is written once a reader makes room. */
	sa.sa_flags = SA_RESTART;
	sigaction(SIGALRM, &sa, 0);
	if (fork() == 0) {
		close(p[1]);
		usleep(150000);
		ssize_t total = 0;
		while ((n = read(p[0], data, sizeof data)) > 0)
			total += n;
		_exit(total > 100 ? 0 : 1);
	}
	ualarm(50000, 0);
	n = write(p[1], data, 100);
	printf("%zd, interrupted %d\n", n, count);
	close(p[1]);
	int status;
	close(p[0]);
	wait(&status);
	printf("reader %d\n", WEXITSTATUS(status));
	return 0;
}
