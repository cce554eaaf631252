// exec with standard descriptors closed; which descriptors the next program has; fexecve and an empty argv.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static void run(const char *title, char **argv, void (*prepare)(void))
{
	int status;
	fflush(stdout);
	if (fork() == 0) {
		prepare();
		execve("/proc/self/exe", argv, environ);
		_exit(100);
	}
	wait(&status);
	printf("%s: %d\n", title, WEXITSTATUS(status));
}

static void close_from(int fd)
{
	while (fd < 1024)
		close(fd++);
}

static void nothing(void) { }
static void close_in(void) { close(0); }
static void close_all(void) { close(0), close(1), close(2); }
static void some(void)
{
	close_from(3);
	for (int fd = 3; fd < 9; fd++)
		dup2(1, fd);
	fcntl(4, F_SETFD, FD_CLOEXEC);
	fcntl(6, F_SETFD, FD_CLOEXEC);
	close(8);
}

int main(int argc, char **argv)
{
	if (argc > 1) {
		int mask = 0;
		for (int fd = 0; fd < 7; fd++)
			if (fcntl(fd + (argv[1][0] == 'h' ? 3 : 0), F_GETFD) >= 0)
				mask |= 1 << fd;
		return mask & 127;
	}
	char *low[] = { "x", "low", 0 }, *high[] = { "x", "high", 0 };
	run("standard input closed", low, close_in);
	run("all closed", low, close_all);
	run("from 3 on", high, some);
	int status, fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	fflush(stdout);
	if (fork() == 0) {
		close_from(fd + 1);
		close(0);
		fexecve(fd, low, environ);
		_exit(100);
	}
	wait(&status);
	printf("fexecve: %d\n", WEXITSTATUS(status) & 7);
	fd = open("/dev/null", O_RDONLY);
	printf("%d", fexecve(fd, low, environ));
	printf(" %s\n", strerror(errno));
	return 0;
}
