// exec from a thread leaves that program alone in the process; exit from a thread ends all, with handlers.
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static char *self;
static pid_t pid;
static void at_exit(void) { write(1, "handler\n", 8); }

static void *spins(void *arg)
{
	for (;;)
		if (arg)
			pause();
}

static void *execs(void *arg)
{
	char number[16];
	sprintf(number, "%d", (int)getpid());
	execl("/proc/self/exe", self, number, (char *)0);
	return 0;
}

static void *exits(void *arg)
{
	if (arg)
		_exit(6);
	printf("flushed\n");
	exit(5);
}

static void *main_joins(void *main_thread)
{
	pthread_join(*(pthread_t *)main_thread, 0);
	_exit(9);
}

int main(int argc, char **argv)
{
	pthread_t t;
	int status;
	if (argc > 1) {
		printf("same process %d\n", getpid() == atoi(argv[1]));
		return 3;
	}
	self = argv[0];
	for (int how = 0; how < 4; how++) {
		fflush(stdout);
		if (fork() == 0) {
			static pthread_t me;
			me = pthread_self();
			if (how != 2)
				atexit(at_exit);
			pthread_create(&t, 0, spins, 0);
			pthread_create(&t, 0, spins, "");
			if (how == 3) {
				pthread_create(&t, 0, main_joins, &me);
				pthread_exit(0);
			}
			pthread_create(&t, 0, how == 0 ? execs : exits, how == 2 ? "" : 0);
			for (;;)
				pause();
		}
		wait(&status);
		printf("%d: exited %d with %d\n", how, WIFEXITED(status), WEXITSTATUS(status));
	}
	return 0;
}
