// eventfd: counters that are added to by writes and taken by reads, by semaphores one at a time; blocking, polling, limits,
// several threads, a child, and what such a descriptor is not.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

static int fd;

static void show(const char *what, long result)
{
	printf("%s %ld %s\n", what, result, result < 0 ? strerror(errno) : "");
}

static void take(const char *what, int from)
{
	uint64_t value = 77;
	long result = read(from, &value, sizeof value);
	printf("%s %ld %s %llu\n", what, result, result < 0 ? strerror(errno) : "", (unsigned long long)value);
}

static int ready(int of)
{
	struct pollfd item = { of, POLLIN | POLLOUT, 0 };
	poll(&item, 1, 0);
	return item.revents;
}

static void *add_later(void *amount)
{
	usleep(30000);
	eventfd_write(fd, (uintptr_t)amount);
	return 0;
}

static void *take_later(void *unused)
{
	uint64_t value;
	usleep(30000);
	eventfd_read(fd, &value);
	return unused;
}

static void *add_many(void *unused)
{
	for (int i = 0; i < 1000; i++)
		eventfd_write(fd, 1);
	return unused;
}

int main(void)
{
	uint64_t value, small = 5;
	pthread_t thread, more[3];

	fd = eventfd(3, EFD_CLOEXEC);
	printf("flags %d %d\n", fcntl(fd, F_GETFD), fcntl(fd, F_GETFL) & (O_ACCMODE | O_NONBLOCK));
	printf("ready %x\n", ready(fd));
	take("begins with", fd);
	printf("ready %x\n", ready(fd));
	show("write", write(fd, &small, sizeof small));
	show("write", write(fd, &small, sizeof small));
	take("sum", fd);
	show("small read", read(fd, &value, 7));
	show("small write", write(fd, &small, 7));
	value = UINT64_MAX;
	show("too large", write(fd, &value, sizeof value));
	pthread_create(&thread, 0, add_later, (void *)9);
	take("waited for", fd);
	pthread_join(thread, 0);

	show("not blocking", fcntl(fd, F_SETFL, O_NONBLOCK));
	take("empty", fd);
	value = UINT64_MAX - 1;
	show("full", write(fd, &value, sizeof value));
	printf("ready %x\n", ready(fd));
	show("one more", write(fd, &small, sizeof small));
	show("nothing more", eventfd_write(fd, 0));
	fcntl(fd, F_SETFL, 0);
	pthread_create(&thread, 0, take_later, 0);
	show("waits for room", write(fd, &small, sizeof small));
	pthread_join(thread, 0);
	take("then", fd);

	struct iovec parts[2] = { { (char *)&value, 3 }, { (char *)&value + 3, 5 } };
	value = 0x0102030405060708;
	show("write", write(fd, &value, sizeof value));
	value = 0;
	show("out in parts", readv(fd, parts, 2));
	printf("%llx\n", (unsigned long long)value);
	char large[32] = { 1 };
	eventfd_write(fd, 1);
	show("large write", write(fd, large, sizeof large));
	show("large read", read(fd, large, sizeof large));

	for (int i = 0; i < 3; i++)
		pthread_create(&more[i], 0, add_many, 0);
	uint64_t sum = 0;
	while (sum < 3000 && !eventfd_read(fd, &value))
		sum += value;
	for (int i = 0; i < 3; i++)
		pthread_join(more[i], 0);
	printf("sum %llu ready %x\n", (unsigned long long)sum, ready(fd));

	int queue = epoll_create1(0);
	struct epoll_event event = { EPOLLIN, { .u64 = 42 } }, found;
	show("add", epoll_ctl(queue, EPOLL_CTL_ADD, fd, &event));
	show("none", epoll_wait(queue, &found, 1, 0));
	fflush(stdout);
	pid_t child = fork();
	if (!child) {
		usleep(30000);
		_exit(eventfd_write(fd, 6));
	}
	show("one", epoll_wait(queue, &found, 1, 5000));
	printf("%llu\n", (unsigned long long)found.data.u64);
	wait(0);
	take("of the child", fd);
	show("none", epoll_wait(queue, &found, 1, 0));

	int semaphore = eventfd(2, EFD_SEMAPHORE | EFD_NONBLOCK);
	take("one", semaphore);
	printf("ready %x\n", ready(semaphore));
	take("one", semaphore);
	take("none", semaphore);
	struct stat status;
	show("stat", fstat(fd, &status));
	printf("mode %o\n", status.st_mode);
	show("truncate", ftruncate(fd, 0));
	show("at", pread(fd, &value, 8, 0));
	show("flags", eventfd(0, 0x40000000));
	show("closed", eventfd_write(-1, 1));
	return 0;
}
