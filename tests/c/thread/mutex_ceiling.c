// Priority ceilings: attributes, and errors. No thread has a real-time policy here: not every machine lets it.
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>

int main(void)
{
	pthread_mutexattr_t attr;
	int c = -7;
	pthread_mutexattr_init(&attr);
	printf("%d", pthread_mutexattr_getprotocol(&attr, &c));
	printf(" %d\n", c);
	printf("%d", pthread_mutexattr_getprioceiling(&attr, &c));
	printf(" %d\n", c);
	for (int v = -1; v <= 100; v++)
		printf("%d", pthread_mutexattr_setprioceiling(&attr, v) == EINVAL);
	printf("\nprotocols %d %d\n", pthread_mutexattr_setprotocol(&attr, 9) == EINVAL, pthread_mutexattr_setprotocol(&attr, PTHREAD_PRIO_PROTECT));
	pthread_mutexattr_getprotocol(&attr, &c);
	printf("protect %d\n", c == PTHREAD_PRIO_PROTECT);
	pthread_mutexattr_setprioceiling(&attr, 20);
	pthread_mutex_t mutex, plain;
	printf("init %d\n", pthread_mutex_init(&mutex, &attr));
	pthread_mutex_init(&plain, 0);
	printf("get %d", pthread_mutex_getprioceiling(&mutex, &c));
	printf(" %d\n", c);
	printf("plain %d %d\n", pthread_mutex_getprioceiling(&plain, &c) == EINVAL, pthread_mutex_setprioceiling(&plain, 10, &c) == EINVAL);
	printf("set %d", pthread_mutex_setprioceiling(&mutex, 30, &c));
	printf(" old %d\n", c);
	printf("too high %d too low %d\n", pthread_mutex_setprioceiling(&mutex, 100, &c) == EINVAL, pthread_mutex_setprioceiling(&mutex, 0, &c) == EINVAL);
	pthread_mutex_getprioceiling(&mutex, &c);
	printf("now %d\n", c);
	return 0;
}
