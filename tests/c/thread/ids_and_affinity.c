// pthread_self, gettid and the affinity of threads.
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static pid_t other;
static pthread_barrier_t barrier;

static void *thread(void *arg)
{
	other = gettid();
	pthread_barrier_wait(&barrier);
	pthread_barrier_wait(&barrier);
	return 0;
}

int main(void)
{
	pthread_t t;
	cpu_set_t set;
	pthread_barrier_init(&barrier, 0, 2);
	printf("first thread's number is the process's %d\n", gettid() == getpid());
	pthread_create(&t, 0, thread, 0);
	pthread_barrier_wait(&barrier);
	printf("another's is not %d\n", other != getpid() && other > 0);
	printf("equal %d %d\n", pthread_equal(pthread_self(), pthread_self()) != 0, pthread_equal(t, pthread_self()) != 0);
	CPU_ZERO(&set);
	printf("%d at least one %d\n", pthread_getaffinity_np(t, sizeof set, &set), CPU_COUNT(&set) >= 1);
	pthread_barrier_wait(&barrier);
	pthread_join(t, 0);
	printf("%d\n", sched_yield());
	return 0;
}
