// timerfd: expiries that are read, once and at intervals, by a time and after a span; stopping, polling, errors.
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void show(const char *what, long result)
{
	printf("%s %ld %s\n", what, result, result < 0 ? strerror(errno) : "");
}

static struct itimerspec span(long first_ms, long interval_ms)
{
	struct itimerspec s = {
		{ interval_ms / 1000, interval_ms % 1000 * 1000000 },
		{ first_ms / 1000, first_ms % 1000 * 1000000 },
	};
	return s;
}

static long long now_ms(clockid_t clock)
{
	struct timespec t;
	clock_gettime(clock, &t);
	return t.tv_sec * 1000LL + t.tv_nsec / 1000000;
}

static int ready(int fd, int wait_ms)
{
	struct pollfd item = { fd, POLLIN | POLLOUT, 0 };
	poll(&item, 1, wait_ms);
	return item.revents;
}

static void clocks(clockid_t clock)
{
	struct itimerspec s = span(10000, 0), old;
	uint64_t count = 0;
	int fd = timerfd_create(clock, TFD_CLOEXEC);
	printf("clock %d flags %d %d\n", (int)clock, fcntl(fd, F_GETFD), fcntl(fd, F_GETFL) & (O_ACCMODE | O_NONBLOCK));
	show("stopped", timerfd_gettime(fd, &old));
	printf("%ld %ld %ld\n", (long)old.it_value.tv_sec, old.it_value.tv_nsec, old.it_interval.tv_nsec);
	printf("ready %x\n", ready(fd, 0));
	show("later", timerfd_settime(fd, 0, &s, 0));
	timerfd_gettime(fd, &old);
	printf("runs %d\n", old.it_value.tv_sec > 0 && old.it_value.tv_sec <= 10);
	long long begun = now_ms(clock);
	s = span(30, 0);
	show("once", timerfd_settime(fd, 0, &s, 0));
	show("read", read(fd, &count, sizeof count));
	printf("expired %llu, in time %d\n", (unsigned long long)count, now_ms(clock) - begun >= 29);
	timerfd_gettime(fd, &old);
	printf("is over %d\n", !old.it_value.tv_sec && !old.it_value.tv_nsec);

	// The time, as the clock shows it.
	long long at = now_ms(clock) + 30;
	s = span(at, 0);
	show("at", timerfd_settime(fd, TFD_TIMER_ABSTIME, &s, &old));
	printf("ready %x", ready(fd, 5000));
	printf(" in time %d\n", now_ms(clock) >= at - 1);
	// Setting it again forgets the expiry.
	s = span(10000, 500);
	show("again", timerfd_settime(fd, 0, &s, 0));
	printf("ready %x\n", ready(fd, 0));
	s = span(0, 0);
	show("stop", timerfd_settime(fd, 0, &s, &old));
	printf("was %d %ld\n", old.it_value.tv_sec >= 9, old.it_interval.tv_nsec);
	// A time that has passed, and one each 10 ms since; a machine that has just begun has no such time yet.
	while (now_ms(clock) <= 1000)
		usleep(10000);
	s = span(now_ms(clock) - 1000, 10);
	timerfd_settime(fd, TFD_TIMER_ABSTIME, &s, 0);
	show("read", read(fd, &count, sizeof count));
	printf("many %d\n", count >= 100);
	show("read", read(fd, &count, sizeof count));
	printf("few %d\n", count >= 1 && count < 100);
	usleep(50000);
	show("read", read(fd, &count, sizeof count));
	printf("several %d\n", count >= 4);
	close(fd);
}

int main(void)
{
	uint64_t count = 1;
	clocks(CLOCK_MONOTONIC);
	clocks(CLOCK_REALTIME);

	int fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
	show("nothing yet", read(fd, &count, sizeof count));
	show("write", write(fd, &count, sizeof count));
	show("small", read(fd, &count, 7));
	show("clock", timerfd_create(77, 0));
	show("own time", timerfd_create(CLOCK_PROCESS_CPUTIME_ID, 0));
	show("flags", timerfd_create(CLOCK_MONOTONIC, 0x40000000));
	struct itimerspec s = span(0, 0);
	s.it_value.tv_nsec = 1000000000;
	show("nanoseconds", timerfd_settime(fd, 0, &s, 0));
	s = span(10, 0);
	show("how", timerfd_settime(fd, 0x100, &s, 0));
	show("no timer", timerfd_settime(0, 0, &s, 0));
	show("closed", timerfd_settime(-1, 0, &s, 0));

	int queue = epoll_create1(0);
	struct epoll_event event = { EPOLLIN, { .u64 = 42 } }, found;
	show("add", epoll_ctl(queue, EPOLL_CTL_ADD, fd, &event));
	show("none", epoll_wait(queue, &found, 1, 0));
	timerfd_settime(fd, 0, &s, 0);
	show("one", epoll_wait(queue, &found, 1, 5000));
	// A child has the same timer.
	fflush(stdout);
	pid_t child = fork();
	if (!child) {
		show("child", read(fd, &count, sizeof count));
		show("child", read(fd, &count, sizeof count));
		fflush(stdout);
		s = span(20, 0);
		_exit(timerfd_settime(fd, 0, &s, 0));
	}
	waitpid(child, 0, 0);
	show("one", epoll_wait(queue, &found, 1, 5000));
	show("read", read(fd, &count, sizeof count));
	return 0;
}
