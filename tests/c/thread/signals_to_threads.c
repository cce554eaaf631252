// pthread_kill reaches its thread; masks are per thread; a process signal goes where it is unblocked.
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static pthread_t handled_by;
static volatile int count;
static void handler(int sig) { (void)sig; handled_by = pthread_self(); count++; }

static void *work(void *arg)
{
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	pthread_sigmask(SIG_UNBLOCK, &set, 0);
	while (count < 2)
		usleep(1000);
	return arg;
}

int main(void)
{
	pthread_t t;
	sigset_t set;
	signal(SIGUSR1, handler);
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	pthread_sigmask(SIG_BLOCK, &set, 0);
	pthread_create(&t, 0, work, 0);
	usleep(20000);
	kill(getpid(), SIGUSR1);
	while (count < 1)
		usleep(1000);
	printf("by the other thread %d\n", pthread_equal(handled_by, t));
	pthread_kill(t, SIGUSR1);
	pthread_join(t, 0);
	printf("count %d by the other thread %d\n", count, pthread_equal(handled_by, t));
	return 0;
}
