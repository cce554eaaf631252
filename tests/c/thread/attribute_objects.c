// Attributes of mutexes, conditions, barriers, locks and threads: what is set is told; scheduling parameters; robust mutexes.
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define SHOW(e) do { int r_ = (e); printf("%s: %s\n", #e, r_ ? strerror(r_) : "ok"); } while (0)

static pthread_mutex_t robust;

static void *die(void *arg)
{
	pthread_mutex_lock(&robust);
	return arg;
}

static void owner_dies(void)
{
	pthread_t t;
	pthread_create(&t, 0, die, 0);
	pthread_join(t, 0);
}

static pthread_t waited;

static void *detached(void *arg)
{
	int *p = arg;
	__atomic_store_n(p, 1, __ATOMIC_RELEASE);
	return 0;
}

int main(void)
{
	int n = 77;
	struct sched_param p = { 5 };
	pthread_attr_t a;
	pthread_attr_init(&a);
	SHOW(pthread_attr_getschedparam(&a, &p));
	printf("priority %d\n", p.sched_priority);
	SHOW(pthread_attr_setscope(&a, PTHREAD_SCOPE_SYSTEM));
	SHOW(pthread_attr_setscope(&a, PTHREAD_SCOPE_PROCESS));
	SHOW(pthread_attr_setscope(&a, 77));
	pthread_attr_destroy(&a);
	p.sched_priority = 77;
	SHOW(pthread_getschedparam(pthread_self(), &n, &p));
	printf("other %d priority %d\n", n == SCHED_OTHER, p.sched_priority);
	SHOW(pthread_setschedparam(pthread_self(), SCHED_OTHER, &p));
	SHOW(pthread_setschedparam(pthread_self(), 77, &p));
	SHOW(pthread_setschedprio(pthread_self(), 0));
	SHOW(pthread_setschedprio(pthread_self(), 50));
	pthread_barrierattr_t b;
	SHOW(pthread_barrierattr_init(&b));
	SHOW(pthread_barrierattr_getpshared(&b, &n));
	printf("private %d\n", n == PTHREAD_PROCESS_PRIVATE);
	SHOW(pthread_barrierattr_setpshared(&b, PTHREAD_PROCESS_SHARED));
	pthread_barrierattr_getpshared(&b, &n);
	printf("shared %d\n", n == PTHREAD_PROCESS_SHARED);
	SHOW(pthread_barrierattr_setpshared(&b, 77));
	SHOW(pthread_barrierattr_destroy(&b));
	pthread_condattr_t c;
	SHOW(pthread_condattr_init(&c));
	SHOW(pthread_condattr_getpshared(&c, &n));
	printf("private %d\n", n == PTHREAD_PROCESS_PRIVATE);
	SHOW(pthread_condattr_setpshared(&c, PTHREAD_PROCESS_SHARED));
	pthread_condattr_getpshared(&c, &n);
	printf("shared %d\n", n == PTHREAD_PROCESS_SHARED);
	SHOW(pthread_condattr_destroy(&c));
	pthread_rwlockattr_t r;
	SHOW(pthread_rwlockattr_init(&r));
	SHOW(pthread_rwlockattr_setpshared(&r, PTHREAD_PROCESS_SHARED));
	SHOW(pthread_rwlockattr_getpshared(&r, &n));
	printf("shared %d\n", n == PTHREAD_PROCESS_SHARED);
	SHOW(pthread_rwlockattr_destroy(&r));
	pthread_spinlock_t s;
	SHOW(pthread_spin_init(&s, PTHREAD_PROCESS_PRIVATE));
	SHOW(pthread_spin_lock(&s));
	SHOW(pthread_spin_trylock(&s));
	SHOW(pthread_spin_unlock(&s));
	SHOW(pthread_spin_destroy(&s));
	pthread_mutexattr_t m;
	SHOW(pthread_mutexattr_init(&m));
	SHOW(pthread_mutexattr_getrobust(&m, &n));
	printf("stalled %d\n", n == PTHREAD_MUTEX_STALLED);
	SHOW(pthread_mutexattr_setrobust(&m, 77));
	SHOW(pthread_mutexattr_setrobust(&m, PTHREAD_MUTEX_ROBUST));
	pthread_mutexattr_getrobust(&m, &n);
	printf("robust %d\n", n == PTHREAD_MUTEX_ROBUST);
	SHOW(pthread_mutex_init(&robust, &m));
	SHOW(pthread_mutexattr_destroy(&m));
	SHOW(pthread_mutex_consistent(&robust));
	owner_dies();
	SHOW(pthread_mutex_lock(&robust));
	SHOW(pthread_mutex_consistent(&robust));
	SHOW(pthread_mutex_unlock(&robust));
	SHOW(pthread_mutex_lock(&robust));
	SHOW(pthread_mutex_unlock(&robust));
	owner_dies();
	SHOW(pthread_mutex_trylock(&robust));
	SHOW(pthread_mutex_unlock(&robust));
	SHOW(pthread_mutex_lock(&robust));
	SHOW(pthread_mutex_trylock(&robust));
	SHOW(pthread_mutex_destroy(&robust));
	int ran = 0;
	pthread_create(&waited, 0, detached, &ran);
	SHOW(pthread_detach(waited));
	for (int i = 0; i < 5000 && !__atomic_load_n(&ran, __ATOMIC_ACQUIRE); i++)
		usleep(1000);
	printf("ran %d\n", ran);
	return 0;
}
