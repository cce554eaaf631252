// on: Ochre
// clock_settime: what waits for a time of the real-time clock ends when the clock shows it, whatever it was set to meanwhile; what
// waits for a while takes that long (XSH, clock_settime).
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

static void check(const char *what, int is_right) {
	printf("%s %s\n", is_right ? "ok" : "wrong", what);
}

/* Milliseconds. */
static long now(clockid_t clock) {
	struct timespec t;
	clock_gettime(clock, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static struct timespec in(long ms) {
	long at = now(CLOCK_REALTIME) + ms;
	return (struct timespec){at / 1000, at % 1000 * 1000000};
}

static int move(long ms) {
	struct timespec to = in(ms);
	return clock_settime(CLOCK_REALTIME, &to);
}

/* What a thread waits for, and how long it took. */
struct wait {
	enum { ABSOLUTE, RELATIVE, CONDITION } kind;
	long ms;
	int result;
	long took;
};

static void *wait_for(void *arg) {
	struct wait *wait = arg;
	long before = now(CLOCK_MONOTONIC);
	struct timespec span = {wait->ms / 1000, wait->ms % 1000 * 1000000}, at = in(wait->ms);
	pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
	pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
	switch (wait->kind) {
	case ABSOLUTE:
		wait->result = clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, &at, NULL);
		break;
	case RELATIVE:
		wait->result = clock_nanosleep(CLOCK_REALTIME, 0, &span, NULL);
		break;
	case CONDITION:
		pthread_mutex_lock(&mutex);
		wait->result = pthread_cond_timedwait(&condition, &mutex, &at);
		pthread_mutex_unlock(&mutex);
	}
	wait->took = now(CLOCK_MONOTONIC) - before;
	return NULL;
}

/* Moves the clock while a thread waits, and back when it has. */
static struct wait while_waiting(int kind, long ms, long moved) {
	struct wait wait = {kind, ms, -1, -1};
	pthread_t thread;
	pthread_create(&thread, NULL, wait_for, &wait);
	usleep(100000);
	check("set", move(moved) == 0);
	pthread_join(thread, NULL);
	move(-moved);
	return wait;
}

int main(void) {
	long real = now(CLOCK_REALTIME), monotonic = now(CLOCK_MONOTONIC);
	check("forward", move(1000000) == 0);
	long gone = now(CLOCK_MONOTONIC) - monotonic;
	check("the real-time clock shows it", now(CLOCK_REALTIME) - real - gone >= 999990 && now(CLOCK_REALTIME) - real - gone < 1010000);
	check("time does, too", time(NULL) * 1000 - real >= 999000);
	check("the monotonic clock goes on as before", gone < 10000);
	check("back", move(-1000000) == 0);

	struct wait wait = while_waiting(ABSOLUTE, 600000, 1000000);
	check("an absolute sleep ends when the clock is set past it", wait.result == 0 && wait.took < 20000);
	wait = while_waiting(CONDITION, 600000, 1000000);
	check("a condition's deadline, too", wait.result == ETIMEDOUT && wait.took < 20000);
	wait = while_waiting(ABSOLUTE, 300, -1000);
	check("an absolute sleep lasts when the clock is set back", wait.result == 0 && wait.took >= 1200);
	wait = while_waiting(CONDITION, 300, -1000);
	check("a condition's deadline, too", wait.result == ETIMEDOUT && wait.took >= 1200);
	wait = while_waiting(RELATIVE, 400, 1000000);
	check("a relative sleep is not shortened", wait.result == 0 && wait.took >= 400);
	wait = while_waiting(RELATIVE, 400, -1000000);
	check("nor made longer", wait.result == 0 && wait.took >= 400 && wait.took < 20000);

	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, NULL);
	struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1};
	timer_t timer;
	timer_create(CLOCK_REALTIME, &event, &timer);
	struct itimerspec at = {.it_value = in(600000)};
	timer_settime(timer, TIMER_ABSTIME, &at, NULL);
	timer_gettime(timer, &at);
	check("a timer's rest", at.it_value.tv_sec >= 590 && at.it_value.tv_sec <= 600);
	move(500000);
	timer_gettime(timer, &at);
	check("is less when the clock was set", at.it_value.tv_sec >= 90 && at.it_value.tv_sec <= 100);
	move(500000);
	struct timespec limit = {20, 0};
	check("a timer expires when the clock is set past it", sigtimedwait(&set, NULL, &limit) == SIGUSR1);
	move(-1000000);

	struct timespec bad = {0, 1000000000}, early = {-1, 0}, some = in(0);
	check("no such nanoseconds", clock_settime(CLOCK_REALTIME, &bad) == -1 && errno == EINVAL);
	check("before 1970", clock_settime(CLOCK_REALTIME, &early) == -1 && errno == EINVAL);
	check("another clock", clock_settime(CLOCK_MONOTONIC, &some) == -1 && errno == EINVAL);
	seteuid(1000);
	check("not without privilege", clock_settime(CLOCK_REALTIME, &some) == -1 && errno == EPERM);
	seteuid(0);
	check("in the end it shows what it did", now(CLOCK_REALTIME) - real - (now(CLOCK_MONOTONIC) - monotonic) < 2000);
	return 0;
}
