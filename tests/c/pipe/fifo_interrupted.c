// A signal interrupts the opening of a named pipe that waits; with SA_RESTART it goes on waiting.
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char dir[] = "/tmp/fifoXXXXXX";
static volatile int alarms;
static void handler(int sig)
{
	(void)sig;
	/* With SA_RESTART the open goes on: a writer comes by the second alarm. */
	if (++alarms == 3 && fork() == 0) {
		close(open("p", O_WRONLY));
		_exit(0);
	}
	if (alarms == 2)
		ualarm(30000, 0);
}

int main(void)
{
	struct sigaction sa;
	memset(&sa, 0, sizeof sa);
	sa.sa_handler = handler;
	if (!mkdtemp(dir) || chdir(dir) || mkfifo("p", 0600))
		return 1;
	sigaction(SIGALRM, &sa, 0);
	ualarm(30000, 0);
	int fd = open("p", O_RDONLY);
	printf("%d %s alarms %d\n", fd, strerror(errno), alarms);
	/* Nobody waits to read any more. */
	fd = open("p", O_WRONLY | O_NONBLOCK);
	printf("%d %s\n", fd, strerror(errno));
	sa.sa_flags = SA_RESTART;
	sigaction(SIGALRM, &sa, 0);
	ualarm(30000, 0);
	fd = open("p", O_RDONLY);
	printf("opened %d alarms %d\n", fd >= 0, alarms);
	wait(0);
	unlink("p");
	chdir("/");
	rmdir(dir);
	return 0;
}
