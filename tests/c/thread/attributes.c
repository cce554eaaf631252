// Thread attributes: what is set is told, what is wrong is refused, and the stack has the size asked for.
#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define SHOW(e) do { int r_ = (e); printf("%s: %s\n", #e, r_ ? strerror(r_) : "ok"); } while (0)
static char *area;
static int told;

static int use(int depth)
{
	volatile char frame[4096];
	memset((char *)frame, depth, sizeof frame);
	return depth == 0 ? frame[7] : use(depth - 1) + frame[9] - depth;
}

static void *deep(void *arg)
{
	pthread_attr_t own;
	size_t size;
	void *start;
	pthread_getattr_np(pthread_self(), &own);
	pthread_attr_getstack(&own, &start, &size);
	char here;
	told = (size >= 1 << 20) + 2 * (&here >= (char *)start && &here < (char *)start + size);
	return (void *)(long)use(180);
}

static void *on_own(void *arg)
{
	char here;
	return (void *)(long)(&here >= area && &here < area + 262144);
}

static void *policy(void *arg)
{
	struct sched_param p;
	pthread_getschedparam(pthread_self(), arg, &p);
	return 0;
}

// Only with PTHREAD_EXPLICIT_SCHED are the attributes the new thread's. Real time may be a privilege.
static void scheduled(int inherit, int wanted, int priority)
{
	pthread_attr_t a;
	pthread_t t;
	int policy_seen = 77;
	pthread_attr_init(&a);
	pthread_attr_setinheritsched(&a, inherit);
	pthread_attr_setschedpolicy(&a, SCHED_FIFO);
	pthread_attr_setschedparam(&a, &(struct sched_param) { .sched_priority = priority });
	pthread_attr_setschedpolicy(&a, wanted);
	int error = pthread_create(&t, &a, policy, &policy_seen);
	if (!error)
		pthread_join(t, 0);
	if (wanted == SCHED_FIFO && inherit == PTHREAD_EXPLICIT_SCHED)
		printf("real time, or refused %d\n", error ? error == EPERM : policy_seen == SCHED_FIFO);
	else
		printf("other %d: %s\n", policy_seen == SCHED_OTHER, error ? strerror(error) : "ok");
	pthread_attr_destroy(&a);
}

int main(void)
{
	pthread_attr_t a;
	size_t size;
	int n;
	void *result;
	struct sched_param p;
	pthread_t t;
	pthread_attr_init(&a);
	pthread_attr_getdetachstate(&a, &n);
	void *start;
	SHOW(pthread_attr_getstack(&a, &start, &size));
	printf("joinable %d\n", n == PTHREAD_CREATE_JOINABLE);
	pthread_attr_getinheritsched(&a, &n);
	printf("inherits %d\n", n == PTHREAD_INHERIT_SCHED);
	pthread_attr_getschedpolicy(&a, &n);
	printf("other %d\n", n == SCHED_OTHER);
	pthread_attr_getscope(&a, &n);
	printf("system %d\n", n == PTHREAD_SCOPE_SYSTEM);
	SHOW(pthread_attr_setdetachstate(&a, 77));
	SHOW(pthread_attr_setstacksize(&a, 100));
	SHOW(pthread_attr_setstacksize(&a, 1 << 20));
	SHOW(pthread_attr_getstacksize(&a, &size));
	printf("%zu\n", size);
	SHOW(pthread_attr_setguardsize(&a, 8192));
	SHOW(pthread_attr_getguardsize(&a, &size));
	printf("%zu\n", size);
	SHOW(pthread_attr_setinheritsched(&a, 77));
	SHOW(pthread_attr_setschedpolicy(&a, 77));
	p.sched_priority = 0;
	SHOW(pthread_attr_setschedparam(&a, &p));
	SHOW(pthread_create(&t, &a, deep, 0));
	pthread_join(t, &result);
	printf("deep %ld, told %d\n", (long)result, told);
	area = mmap(0, 262144, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	SHOW(pthread_attr_setstack(&a, area, 262144));
	SHOW(pthread_create(&t, &a, on_own, 0));
	pthread_join(t, &result);
	printf("on its own stack %ld\n", (long)result);
	printf("still mapped %d\n", msync(area, 4096, MS_ASYNC) == 0);
	SHOW(pthread_attr_setstack(&a, area, 100));
	scheduled(PTHREAD_INHERIT_SCHED, SCHED_FIFO, 7);
	scheduled(PTHREAD_EXPLICIT_SCHED, SCHED_FIFO, 7);
	// A priority that this policy has not.
	scheduled(PTHREAD_EXPLICIT_SCHED, SCHED_OTHER, 7);
	p.sched_priority = 1099;
	SHOW(pthread_attr_setschedparam(&a, &p));
	p.sched_priority = -1;
	SHOW(pthread_attr_setschedparam(&a, &p));
	SHOW(pthread_attr_destroy(&a));
	printf("least stack at most 128 KiB %d\n", PTHREAD_STACK_MIN <= 131072);
	return 0;
}
