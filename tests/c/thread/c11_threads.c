// C11's threads: creation, results, mutexes, conditions, call_once, thread-specific storage.
#include <stdio.h>
#include <string.h>
#include <threads.h>
#include <time.h>

static mtx_t mutex;
static cnd_t cond;
static once_flag flag = ONCE_FLAG_INIT;
static tss_t key;
static int calls, destroyed, ready;
static thread_local int own = 5;

static void once(void) { calls++; }
static void destroy(void *value) { destroyed += *(int *)value; }

static int worker(void *arg)
{
	static int value = 3;
	call_once(&flag, once);
	own += *(int *)arg;
	tss_set(key, &value);
	mtx_lock(&mutex);
	while (!ready)
		cnd_wait(&cond, &mutex);
	mtx_unlock(&mutex);
	if (*(int *)arg == 2)
		thrd_exit(own + 100);
	return own;
}

int main(void)
{
	thrd_t t[3];
	int args[3] = { 1, 2, 3 }, result;
	struct timespec past = { 1, 0 };
	printf("%d %d %d\n", mtx_init(&mutex, mtx_timed) == thrd_success, cnd_init(&cond) == thrd_success, tss_create(&key, destroy) == thrd_success);
	for (int i = 0; i < 3; i++)
		thrd_create(&t[i], worker, &args[i]);
	mtx_lock(&mutex);
	printf("timed out %d\n", cnd_timedwait(&cond, &mutex, &past) == thrd_timedout);
	ready = 1;
	cnd_broadcast(&cond);
	printf("busy %d\n", mtx_trylock(&mutex) == thrd_busy);
	mtx_unlock(&mutex);
	for (int i = 0; i < 3; i++) {
		thrd_join(t[i], &result);
		printf("result %d\n", result);
	}
	printf("calls %d destroyed %d own %d\n", calls, destroyed, own);
	printf("equal %d\n", thrd_equal(thrd_current(), thrd_current()) != 0);
	mtx_lock(&mutex);
	printf("timed lock %d\n", mtx_timedlock(&mutex, &past) == thrd_timedout);
	mtx_unlock(&mutex);
	mtx_t again;
	mtx_init(&again, mtx_plain | mtx_recursive);
	printf("recursive %d %d\n", mtx_lock(&again), mtx_lock(&again));
	mtx_unlock(&again);
	mtx_unlock(&again);
	struct timespec nap = { 0, 10000000 };
	printf("sleep %d\n", thrd_sleep(&nap, 0));
	thrd_yield();
	tss_delete(key);
	mtx_destroy(&mutex);
	cnd_destroy(&cond);
	return 0;
}
