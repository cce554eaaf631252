// Cancellation at a cancellation point runs cleanup handlers; PTHREAD_CANCELED is the result.
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <unistd.h>

static int p[2];
static void cleanup(void *arg) { printf("cleanup %s\n", (char *)arg); }

static void *work(void *arg)
{
	char c;
	(void)arg;
	pthread_cleanup_push(cleanup, "outer");
	pthread_cleanup_push(cleanup, "inner");
	read(p[0], &c, 1);
	pthread_cleanup_pop(0);
	pthread_cleanup_pop(0);
	return 0;
}

static void *disabled(void *arg)
{
	int old;
	(void)arg;
	pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &old);
	usleep(50000);
	pthread_testcancel();
	printf("still here\n");
	fflush(stdout);
	pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, &old);
	pthread_testcancel();
	printf("not reached\n");
	return 0;
}

static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t c = PTHREAD_COND_INITIALIZER;
static sem_t holds;
static void unlock(void *arg) { pthread_mutex_unlock(arg); }

static void *wait_for_ever(void *arg)
{
	pthread_mutex_lock(&m);
	sem_post(&holds);
	pthread_cleanup_push(unlock, &m);
	for (;;)
		pthread_cond_wait(&c, &m);
	pthread_cleanup_pop(1);
	return arg;
}

// Cancelled as soon as the wait has given the mutex back, and may not have fallen asleep yet.
static int cancel_at_the_wait(void)
{
	pthread_t t;
	void *r;
	pthread_create(&t, 0, wait_for_ever, 0);
	sem_wait(&holds);
	pthread_mutex_lock(&m);
	pthread_cancel(t);
	pthread_mutex_unlock(&m);
	pthread_join(t, &r);
	return r == PTHREAD_CANCELED;
}

int main(void)
{
	pthread_t t;
	void *r;
	if (pipe(p))
		return 1;
	pthread_create(&t, 0, work, 0);
	usleep(20000);
	int sent = pthread_cancel(t);
	pthread_join(t, &r);
	printf("sent %d canceled %d\n", sent, r == PTHREAD_CANCELED);
	pthread_create(&t, 0, disabled, 0);
	usleep(10000);
	pthread_cancel(t);
	pthread_join(t, &r);
	printf("canceled %d\n", r == PTHREAD_CANCELED);
	int canceled = 0;
	sem_init(&holds, 0, 0);
	for (int i = 0; i < 5000; i++)
		canceled += cancel_at_the_wait();
	printf("canceled at the wait %d\n", canceled);
	return 0;
}
