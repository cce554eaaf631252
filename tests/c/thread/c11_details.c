// C11 threads: one waiter woken, detached threads, storage read, recursive and timed mutexes.
#include <stdio.h>
#include <threads.h>
#include <time.h>

static mtx_t mutex;
static cnd_t cond, finished;
static int tokens, woken, done;
static tss_t key;

static int wait_for_token(void *arg)
{
	mtx_lock(&mutex);
	while (!tokens)
		cnd_wait(&cond, &mutex);
	tokens--;
	woken++;
	cnd_signal(&finished);
	mtx_unlock(&mutex);
	return 0;
}

static int free_thread(void *arg)
{
	thrd_detach(thrd_current());
	tss_set(key, arg);
	mtx_lock(&mutex);
	done += tss_get(key) == arg;
	cnd_signal(&finished);
	mtx_unlock(&mutex);
	return 0;
}

int main(void)
{
	thrd_t t[3];
	mtx_init(&mutex, mtx_plain), cnd_init(&cond), cnd_init(&finished), tss_create(&key, 0);
	printf("nothing yet %d\n", tss_get(key) == 0);
	for (int i = 0; i < 3; i++)
		thrd_create(&t[i], wait_for_token, 0);
	mtx_lock(&mutex);
	for (int i = 0; i < 3; i++) {
		tokens++;
		printf("signal %d\n", cnd_signal(&cond) == thrd_success);
		while (woken == i)
			cnd_wait(&finished, &mutex);
		printf("woken %d\n", woken);
	}
	mtx_unlock(&mutex);
	for (int i = 0; i < 3; i++)
		thrd_join(t[i], 0);
	thrd_t loose;
	thrd_create(&loose, free_thread, &key);
	mtx_lock(&mutex);
	while (!done)
		cnd_wait(&finished, &mutex);
	mtx_unlock(&mutex);
	printf("done %d, own value %d\n", done, tss_get(key) == 0);
	tss_set(key, &done);
	printf("own value %d\n", tss_get(key) == &done);
	mtx_t recursive, timed;
	mtx_init(&recursive, mtx_plain | mtx_recursive);
	printf("recursive %d %d %d\n", mtx_lock(&recursive), mtx_trylock(&recursive), mtx_lock(&recursive));
	for (int i = 0; i < 3; i++)
		mtx_unlock(&recursive);
	mtx_init(&timed, mtx_timed);
	mtx_lock(&timed);
	struct timespec now;
	printf("timespec_get %d\n", timespec_get(&now, TIME_UTC) == TIME_UTC);
	now.tv_nsec += 20000000;
	now.tv_sec += now.tv_nsec / 1000000000, now.tv_nsec %= 1000000000;
	printf("timed out %d\n", mtx_timedlock(&timed, &now) == thrd_timedout);
	mtx_unlock(&timed);
	printf("free %d\n", mtx_timedlock(&timed, &now) == thrd_success);
	mtx_unlock(&timed);
	printf("equal %d %d\n", thrd_equal(thrd_current(), thrd_current()) != 0, thrd_equal(t[0], thrd_current()) != 0);
	thrd_yield();
	printf("sleep %d\n", thrd_sleep(&(struct timespec){ 0, 1000000 }, 0));
	mtx_destroy(&timed), mtx_destroy(&recursive), mtx_destroy(&mutex), cnd_destroy(&cond), cnd_destroy(&finished), tss_delete(key);
	return 0;
}
