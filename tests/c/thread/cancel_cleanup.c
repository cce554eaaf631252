// Cancellation at a cancellation point runs cleanup handlers; PTHREAD_CANCELED is the result.
#include <pthread.h>
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
	return 0;
}
