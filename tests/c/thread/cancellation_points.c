// A thread that waits in each of these calls is cancelled; one that disabled cancellation goes on.
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/select.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int p[2], cleaned;
static sem_t semaphore;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t cond = PTHREAD_COND_INITIALIZER;
static pthread_t sleeper;

static void clean(void *arg) { cleaned++; }
static void unlock(void *arg)
{
	/* The mutex is locked again before the handlers run. */
	cleaned += pthread_mutex_trylock(&mutex) == EBUSY;
	pthread_mutex_unlock(&mutex);
}

static void *wait_in(void *arg)
{
	char c;
	sigset_t set;
	int sig;
	struct pollfd poll_set = { .fd = p[0], .events = POLLIN };
	struct timespec long_time = { 30, 0 };
	pthread_cleanup_push(clean, 0);
	switch ((long)arg) {
	case 0: read(p[0], &c, 1); break;
	case 1: poll(&poll_set, 1, 30000); break;
	case 2: nanosleep(&long_time, 0); break;
	case 3: sem_wait(&semaphore); break;
	case 4: pause(); break;
	case 5: sigemptyset(&set); sigaddset(&set, SIGUSR1); sigwait(&set, &sig); break;
	case 6: select(0, 0, 0, 0, &(struct timeval){ 30, 0 }); break;
	case 7: pthread_join(sleeper, 0); break;
	case 8: usleep(900000); break;
	case 9: for (;;) pthread_testcancel();
	case 10: clock_nanosleep(CLOCK_MONOTONIC, 0, &long_time, 0); break;
	case 11:
		pthread_mutex_lock(&mutex);
		pthread_cleanup_push(unlock, 0);
		for (;;)
			pthread_cond_wait(&cond, &mutex);
		pthread_cleanup_pop(0);
	}
	pthread_cleanup_pop(0);
	return "not cancelled";
}

static void *sleeps(void *arg)
{
	pause();
	return 0;
}

static void *holds_out(void *arg)
{
	int old;
	pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &old);
	usleep(60000);
	pthread_testcancel();
	pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, 0);
	if (arg)
		pthread_testcancel();
	return "went on";
}

static void *spins(void *arg)
{
	pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, 0);
	for (;;)
		;
}

int main(void)
{
	static const char *names[] = { "read", "poll", "nanosleep", "sem_wait", "pause", "sigwait", "select", "pthread_join", "usleep",
		"pthread_testcancel", "clock_nanosleep", "pthread_cond_wait" };
	pthread_t t;
	void *result;
	pipe(p);
	sem_init(&semaphore, 0, 0);
	pthread_create(&sleeper, 0, sleeps, 0);
	for (long i = 0; i < 12; i++) {
		cleaned = 0;
		pthread_create(&t, 0, wait_in, (void *)i);
		if (i % 2)
			usleep(20000);
		pthread_cancel(t);
		pthread_join(t, &result);
		printf("%s: %s, cleaned %d\n", names[i], result == PTHREAD_CANCELED ? "cancelled" : (char *)result, i == 11 ? cleaned >= 1 : cleaned);
	}
	for (int i = 0; i < 2; i++) {
		pthread_create(&t, 0, holds_out, i ? "" : 0);
		usleep(10000);
		pthread_cancel(t);
		pthread_join(t, &result);
		printf("disabled: %s\n", result == PTHREAD_CANCELED ? "cancelled later" : (char *)result);
	}
	pthread_create(&t, 0, spins, 0);
	usleep(20000);
	pthread_cancel(t);
	pthread_join(t, &result);
	printf("asynchronous: %d\n", result == PTHREAD_CANCELED);
	pthread_cancel(sleeper);
	pthread_join(sleeper, &result);
	printf("sleeper: %d\n", result == PTHREAD_CANCELED);
	printf("%s\n", strerror(pthread_setcancelstate(77, 0)));
	printf("%s\n", strerror(pthread_setcanceltype(77, 0)));
	return 0;
}
