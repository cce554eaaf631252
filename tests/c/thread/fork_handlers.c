// pthread_atfork: order of the handlers, in parent and child, and a lock that is whole on both sides.
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

char trace[128];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static volatile int stop;

static void before1(void) { strcat(trace, "p1 "); }
static void parent1(void) { strcat(trace, "q1 "); }
static void child1(void) { strcat(trace, "c1 "); }
static void before2(void)
{
	strcat(trace, "p2 ");
	pthread_mutex_lock(&lock);
}
static void parent2(void)
{
	pthread_mutex_unlock(&lock);
	strcat(trace, "q2 ");
}
static void child2(void)
{
	pthread_mutex_unlock(&lock);
	strcat(trace, "c2 ");
}

static void *busy(void *arg)
{
	while (!stop) {
		pthread_mutex_lock(&lock);
		free(malloc(100));
		pthread_mutex_unlock(&lock);
	}
	return 0;
}

int main(void)
{
	pthread_t t;
	int status, good = 0;
	printf("%d", pthread_atfork(before1, parent1, child1));
	printf(" %d\n", pthread_atfork(before2, parent2, child2));
	pthread_create(&t, 0, busy, 0);
	for (int i = 0; i < 30; i++) {
		trace[0] = 0;
		if (fork() == 0) {
			/* malloc and the lock are usable, though a thread that is not here used them. */
			pthread_mutex_lock(&lock);
			free(malloc(100));
			pthread_mutex_unlock(&lock);
			_exit(strcmp(trace, "p2 p1 c1 c2 ") == 0 ? 7 : 8);
		}
		wait(&status);
		good += WEXITSTATUS(status) == 7 && strcmp(trace, "p2 p1 q1 q2 ") == 0;
	}
	stop = 1;
	pthread_join(t, 0);
	printf("good %d\n", good);
	return 0;
}
