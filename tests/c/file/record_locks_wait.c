// F_SETLKW waits until the lock is free, is interrupted by signals, and notices a deadlock.
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static int lock(int fd, int command, int type, long start, long length)
{
	struct flock l = { .l_type = type, .l_whence = SEEK_SET, .l_start = start, .l_len = length };
	return fcntl(fd, command, &l);
}

static void nothing(int sig) { (void)sig; }

int main(void)
{
	char name[] = "/tmp/lockXXXXXX", c;
	int fd = mkstemp(name), p[2], q[2], status;
	pipe(p);
	pipe(q);
	lock(fd, F_SETLK, F_WRLCK, 0, 1);
	pid_t child = fork();
	if (child == 0) {
		int own = open(name, O_RDWR);
		write(p[1], "r", 1);
		int r = lock(own, F_SETLKW, F_WRLCK, 0, 1);
		/* Byte 1 is the parent's: to wait for it while the parent waits for byte 0 is a deadlock. */
		write(p[1], "l", 1);
		read(q[0], &c, 1);
		usleep(50000);
		int dead = lock(own, F_SETLKW, F_WRLCK, 1, 1);
		_exit(r == 0 && dead == -1 && errno == EDEADLK ? 0 : 1);
	}
	read(p[0], &c, 1);
	usleep(30000);
	lock(fd, F_SETLK, F_WRLCK, 1, 1);
	printf("unlock %d\n", lock(fd, F_SETLK, F_UNLCK, 0, 1));
	read(p[0], &c, 1);
	printf("child got it: %d\n", lock(fd, F_SETLK, F_WRLCK, 0, 1));
	/* One that is interrupted. */
	struct sigaction sa;
	memset(&sa, 0, sizeof sa);
	sa.sa_handler = nothing;
	sigaction(SIGALRM, &sa, 0);
	ualarm(30000, 0);
	int r = lock(fd, F_SETLKW, F_WRLCK, 0, 1);
	printf("%d %s\n", r, strerror(errno));
	write(q[1], "g", 1);
	/* Granted when the child ends. */
	r = lock(fd, F_SETLKW, F_WRLCK, 0, 1);
	printf("granted %d\n", r);
	waitpid(child, &status, 0);
	printf("child %d\n", WEXITSTATUS(status));
	unlink(name);
	return 0;
}
