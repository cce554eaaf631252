// oracle: POSIX
// headers: own
// Threads that open with close-on-fork, close and replace, while others fork and spawn: no child ever has such a descriptor, and
// every child has those without the flag. A call that waits for the child does not keep it from being made.
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define OK(e) printf("%s %s\n", (e) ? "ok" : "wrong", #e)

enum { KEPT = 3, HIGHEST = 200, FORKS = 150 };

static atomic_int stop, errors, leaked, lost, opened;

static void want(int right)
{
	if (!right)
		errors++;
}

static void *open_and_close(void *own)
{
	int number = 100 + *(int *)own, pair[2];
	while (!stop) {
		int fd = open("/dev/null", O_RDONLY | O_CLOFORK), other = fcntl(fd, F_DUPFD_CLOFORK, 10);
		want(fcntl(fd, F_GETFD) == FD_CLOFORK && fcntl(other, F_GETFD) == FD_CLOFORK);
		want(dup3(fd, number, O_CLOFORK) == number);
		want(close(fd) == 0 && dup3(other, number, O_CLOFORK) == number);
		want(pipe2(pair, O_CLOFORK) == 0 && close(pair[0]) == 0 && close(pair[1]) == 0);
		want(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOFORK, 0, pair) == 0);
		want(close(pair[0]) == 0 && close(pair[1]) == 0 && close(other) == 0 && close(number) == 0);
		opened++;
	}
	return 0;
}

static void look(void)
{
	int status = fcntl(KEPT, F_GETFD) == 0 ? 0 : 2;
	for (int fd = KEPT + 1; fd < HIGHEST; fd++)
		if (fcntl(fd, F_GETFD) >= 0)
			status |= 1;
	_exit(status);
}

static void *make_children(void *divide)
{
	for (int i = 0; i < FORKS; i++) {
		int status;
		pid_t pid = (*(pid_t (**)(void))divide)();
		if (pid == 0)
			look();
		want(pid > 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status));
		leaked += WEXITSTATUS(status) & 1;
		lost += WEXITSTATUS(status) >> 1;
	}
	return 0;
}

static char fifo[] = "/tmp/clofXXXXXX/pipe";

static void *write_to_fifo(void *unused)
{
	int fd = open(fifo, O_WRONLY | O_CLOFORK);
	want(fd >= 0 && fcntl(fd, F_GETFD) == FD_CLOFORK && write(fd, "x", 1) == 1 && close(fd) == 0);
	return unused;
}

// The child is who the opener waits for.
static int reader_is_made(void)
{
	pthread_t writer;
	int status;
	fifo[15] = 0;
	want(mkdtemp(fifo) != 0);
	fifo[15] = '/';
	want(mkfifo(fifo, 0600) == 0 && pthread_create(&writer, 0, write_to_fifo, 0) == 0);
	usleep(20000);
	pid_t pid = fork();
	if (pid == 0) {
		char byte = 0;
		_exit(read(open(fifo, O_RDONLY), &byte, 1) != 1 || byte != 'x');
	}
	want(waitpid(pid, &status, 0) == pid && pthread_join(writer, 0) == 0);
	unlink(fifo);
	fifo[15] = 0;
	return rmdir(fifo) == 0 && status == 0;
}

int main(void)
{
	pthread_t openers[2], forkers[2];
	int numbers[2] = { 0, 1 };
	pid_t (*divide[2])(void) = { fork, _Fork };
	for (int fd = KEPT; fd < HIGHEST; fd++)
		close(fd);
	if (open("/dev/null", O_RDONLY) != KEPT)
		return 1;
	for (int i = 0; i < 2; i++)
		pthread_create(&openers[i], 0, open_and_close, &numbers[i]);
	for (int i = 0; i < 2; i++)
		pthread_create(&forkers[i], 0, make_children, &divide[i]);
	for (int i = 0; i < 2; i++)
		pthread_join(forkers[i], 0);
	stop = 1;
	for (int i = 0; i < 2; i++)
		pthread_join(openers[i], 0);
	OK(opened > 0);
	OK(leaked == 0);
	OK(lost == 0);
	OK(reader_is_made());
	OK(errors == 0);
	return 0;
}
