// pthread_exit of the first thread leaves the others running; detached threads are on their own.
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static pthread_t first;
static void *last(void *arg)
{
	(void)arg;
	pthread_join(first, 0);
	printf("the first thread is gone\n");
	exit(4);
}

static void *nothing(void *arg) { return arg; }

int main(void)
{
	pthread_t t;
	pthread_attr_t a;
	pthread_attr_init(&a);
	pthread_attr_setdetachstate(&a, PTHREAD_CREATE_DETACHED);
	printf("%d\n", pthread_create(&t, &a, nothing, 0));
	printf("%s\n", strerror(pthread_join(pthread_self(), 0)));
	fflush(stdout);
	first = pthread_self();
	pthread_create(&t, 0, last, 0);
	pthread_exit(0);
}
