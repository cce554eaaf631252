// A process that is killed holding robust mutexes in shared memory: another process is told, waits in vain for none, and
// makes them consistent.
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

struct shared {
	pthread_mutex_t first, second, third;
};

static void make(pthread_mutex_t *m, int protocol)
{
	pthread_mutexattr_t attr;
	pthread_mutexattr_init(&attr);
	pthread_mutexattr_setrobust(&attr, PTHREAD_MUTEX_ROBUST);
	pthread_mutexattr_setprotocol(&attr, protocol);
	pthread_mutexattr_setpshared(&attr, PTHREAD_PROCESS_SHARED);
	printf("init %d\n", pthread_mutex_init(m, &attr));
}

static void take_over(const char *what, pthread_mutex_t *m, int (*lock)(pthread_mutex_t *), int mend)
{
	int error = lock(m);
	printf("%s: %s", what, error == EOWNERDEAD ? "EOWNERDEAD" : strerror(error));
	if (mend)
		printf(" consistent %d", pthread_mutex_consistent(m));
	printf(" unlock %d", pthread_mutex_unlock(m));
	error = lock(m);
	printf(" then %s\n", error == ENOTRECOVERABLE ? "ENOTRECOVERABLE" : strerror(error));
}

int main(void)
{
	struct shared *s = mmap(0, sizeof *s, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	for (int round = 0; round < 2; round++) {
		int protocol = round ? PTHREAD_PRIO_INHERIT : PTHREAD_PRIO_NONE;
		make(&s->first, protocol);
		make(&s->second, round ? PTHREAD_PRIO_NONE : PTHREAD_PRIO_INHERIT);
		make(&s->third, protocol);
		int told[2];
		if (pipe(told))
			return 1;
		fflush(stdout);
		pid_t holder = fork();
		if (!holder) {
			pthread_mutex_lock(&s->first);
			pthread_mutex_lock(&s->second);
			pthread_mutex_lock(&s->third);
			if (write(told[1], "", 1) != 1)
				_exit(1);
			for (;;)
				pause();
		}
		char byte;
		if (read(told[0], &byte, 1) != 1)
			return 1;
		printf("held: %s\n", strerror(pthread_mutex_trylock(&s->first)));
		// One waits while the holder is killed; it says what it was told with its status.
		fflush(stdout);
		pid_t waiter = fork();
		if (!waiter) {
			int error = pthread_mutex_lock(&s->third);
			int consistent = pthread_mutex_consistent(&s->third);
			int unlocked = pthread_mutex_unlock(&s->third);
			_exit(error == EOWNERDEAD && !consistent && !unlocked ? 0 : error ? error : 100);
		}
		usleep(50000);
		kill(holder, SIGKILL);
		int status;
		waitpid(holder, &status, 0);
		printf("killed %d\n", WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
		waitpid(waiter, &status, 0);
		printf("waiter %d\n", WEXITSTATUS(status));
		take_over("first", &s->first, pthread_mutex_lock, 1);
		take_over("second", &s->second, pthread_mutex_trylock, 0);
		printf("third: %s\n", strerror(pthread_mutex_trylock(&s->third)));
		close(told[0]);
		close(told[1]);
	}
	return 0;
}
