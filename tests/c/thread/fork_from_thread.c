// A fork from a second thread: the child has that thread alone, the last one; atfork handlers run in order.
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static void prepare(void) { printf("prepare\n"); fflush(stdout); }
static void parent(void) { printf("parent\n"); fflush(stdout); }
static void child(void) { }

static void at_exit(void) { _exit(13); }

static void *work(void *arg)
{
	int status;
	pid_t pid = fork();
	if (pid == 0)
		_exit(getpid() > 1 ? 12 : 1);
	waitpid(pid, &status, 0);
	printf("status %d\n", WEXITSTATUS(status));
	pid = fork();
	if (pid == 0) {
		atexit(at_exit);
		pthread_exit(0);
	}
	waitpid(pid, &status, 0);
	printf("the last thread's end is an exit %d\n", WEXITSTATUS(status));
	return arg;
}

int main(void)
{
	pthread_t t;
	pthread_atfork(prepare, parent, child);
	pthread_create(&t, 0, work, 0);
	pthread_join(t, 0);
	return 0;
}
