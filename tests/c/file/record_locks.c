// fcntl record locks between processes: shared and exclusive, who holds them, and when they go.
#include <errno.h>
#include <fcntl.h>
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

/* What another process is told of a lock it would like. */
static void ask(const char *name, int type, long start, long length)
{
	struct flock l = { .l_type = type, .l_whence = SEEK_SET, .l_start = start, .l_len = length };
	pid_t parent = getpid();
	fflush(stdout);
	if (fork() == 0) {
		int fd = open(name, O_RDWR);
		int r = fcntl(fd, F_GETLK, &l);
		if (l.l_type == F_UNLCK)
			printf("free\n");
		else
			printf("held: %s from %d length %d by parent %d\n", l.l_type == F_RDLCK ? "shared" : "exclusive",
				(int)l.l_start, (int)l.l_len, l.l_pid == parent);
		l.l_type = type;
		l.l_start = start;
		l.l_len = length;
		r = fcntl(fd, F_SETLK, &l);
		printf("try: %d %s\n", r, r ? errno == EAGAIN || errno == EACCES ? "refused" : strerror(errno) : "");
		fflush(stdout);
		_exit(0);
	}
	wait(0);
}

int main(void)
{
	char name[] = "/tmp/lockXXXXXX";
	int fd = mkstemp(name);
	ftruncate(fd, 1000);
	printf("%d\n", lock(fd, F_SETLK, F_RDLCK, 100, 50));
	ask(name, F_RDLCK, 0, 0);
	ask(name, F_WRLCK, 120, 10);
	ask(name, F_WRLCK, 150, 10);
	printf("%d\n", lock(fd, F_SETLK, F_WRLCK, 0, 0));
	ask(name, F_RDLCK, 5000, 1);
	/* The middle is given back: two parts remain. */
	printf("%d\n", lock(fd, F_SETLK, F_UNLCK, 200, 100));
	ask(name, F_WRLCK, 200, 100);
	ask(name, F_WRLCK, 199, 100);
	ask(name, F_WRLCK, 299, 100);
	/* Any descriptor of the file that the process closes takes its locks along. */
	close(open(name, O_RDONLY));
	ask(name, F_WRLCK, 0, 0);
	/* A lock needs the descriptor's mode. */
	int ro = open(name, O_RDONLY);
	printf("%d", lock(ro, F_SETLK, F_WRLCK, 0, 0));
	printf(" %s\n", strerror(errno));
	printf("%d", lock(ro, F_SETLK, F_RDLCK, -1, 0));
	printf(" %s\n", strerror(errno));
	printf("%d", lock(ro, F_SETLK, 99, 0, 0));
	printf(" %s\n", strerror(errno));
	/* Children do not inherit them. */
	lock(fd, F_SETLK, F_WRLCK, 0, 10);
	fflush(stdout);
	if (fork() == 0) {
		printf("child %d", lock(fd, F_SETLK, F_WRLCK, 0, 10));
		printf(" %s\n", errno == EAGAIN || errno == EACCES ? "refused" : strerror(errno));
		fflush(stdout);
		_exit(0);
	}
	wait(0);
	unlink(name);
	return 0;
}
