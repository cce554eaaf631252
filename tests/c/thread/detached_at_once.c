// Detached threads that end before, while and after pthread_create returns.
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

static atomic_int ended;
static void *nothing(void *arg)
{
	(void)arg;
	ended++;
	return 0;
}

int main(void)
{
	pthread_attr_t a;
	pthread_attr_init(&a);
	pthread_attr_setdetachstate(&a, PTHREAD_CREATE_DETACHED);
	pthread_attr_setstacksize(&a, 65536);
	int failed = 0;
	for (int i = 0; i < 2000; i++) {
		pthread_t t;
		while (pthread_create(&t, &a, nothing, 0) && ++failed < 1000)
			usleep(1000);
	}
	for (int i = 0; i < 5000 && ended < 2000; i++)
		usleep(1000);
	printf("%d ended\n", ended);
	return 0;
}
