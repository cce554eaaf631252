// inotify: reading events: merging, buffers that are too small, FIONREAD, waiting, poll and epoll, signals, children,
// exec, a queue that overflows, too many instances.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

static char dir[] = "/tmp/fileXXXXXX";
static int in;
#define SHOW(e) do { errno = 0; long r_ = (e); int e_ = errno; printf("%s = %ld %s\n", #e, r_, r_ < 0 ? strerror(e_) : ""); } while (0)

static _Alignas(struct inotify_event) char buffer[1 << 16];

static void touch(const char *path)
{
	close(open(path, O_WRONLY | O_CREAT, 0644));
}

static int queued(void)
{
	int bytes = -1;
	return ioctl(in, FIONREAD, &bytes) < 0 ? -errno : bytes;
}

static void show(const char *what, ssize_t len)
{
	printf("%s: %zd%s%s", what, len, len < 0 ? " " : "", len < 0 ? strerror(errno) : "");
	for (char *at = buffer; at < buffer + len;) {
		const struct inotify_event *event = (const void *)at;
		printf(" [%d %#x %s]", event->wd, event->mask, event->len ? event->name : "");
		at += sizeof *event + event->len;
	}
	printf("\n");
}

static int ready(int timeout)
{
	struct pollfd item = { in, POLLIN | POLLOUT | POLLPRI, 0 };
	int count = poll(&item, 1, timeout);
	return count < 0 ? -errno : item.revents;
}

static void merging(void)
{
	int fd = open("f", O_CREAT | O_RDWR, 0600);
	inotify_add_watch(in, "f", IN_MODIFY | IN_ACCESS | IN_ATTRIB);
	for (int i = 0; i < 100; i++)
		write(fd, "x", 1);
	show("a hundred writes", read(in, buffer, sizeof buffer));
	for (int i = 0; i < 5; i++) {
		pwrite(fd, "x", 1, 0);
		pread(fd, buffer, 1, 0);
	}
	show("in turns", read(in, buffer, sizeof buffer));
	write(fd, "x", 1);
	write(fd, "x", 1);
	fchmod(fd, 0600);
	fchmod(fd, 0640);
	write(fd, "x", 1);
	show("only neighbours", read(in, buffer, sizeof buffer));
	close(fd);
	unlink("f");
	show("gone", read(in, buffer, sizeof buffer));
}

static void sizes(void)
{
	inotify_add_watch(in, ".", IN_CREATE | IN_DELETE);
	printf("empty %d %#x\n", queued(), ready(0));
	SHOW(read(in, buffer, sizeof buffer));
	touch("abc");
	printf("one %d %#x\n", queued(), ready(0));
	touch("a name of twenty one");
	printf("two %d\n", queued());
	SHOW(read(in, buffer, 0));
	SHOW(read(in, buffer, 16));
	SHOW(read(in, buffer, 31));
	printf("still %d\n", queued());
	show("the first", read(in, buffer, 32));
	printf("left %d %#x\n", queued(), ready(0));
	SHOW(read(in, buffer, 47));
	show("the second", read(in, buffer, 48));
	printf("none %d %#x\n", queued(), ready(0));
	unlink("abc");
	unlink("a name of twenty one");
	show("one and a part", read(in, buffer, 32 + 47));
	show("the rest", read(in, buffer, 48));
	SHOW(read(in, buffer, 1));
	touch("v");
	struct iovec parts[2] = { { buffer, 64 }, { buffer + 64, 64 } };
	show("readv", readv(in, parts, 2));
	unlink("v");
	SHOW(read(in, (void *)1, 100));
	read(in, buffer, sizeof buffer);
	struct stat st;
	SHOW(fstat(in, &st));
	printf("%o %d %d\n", st.st_mode, (int)st.st_nlink, (int)st.st_size);
	SHOW(fcntl(in, F_GETFL));
	SHOW(fcntl(in, F_GETFD));
}

static void on_alarm(int number)
{
	(void)number;
}

// A child that does something a little later.
static void later(void (*what)(const char *), const char *path)
{
	fflush(stdout);
	if (fork() == 0) {
		usleep(100000);
		what(path);
		_exit(0);
	}
}

static void removes(const char *path)
{
	unlink(path);
}

static void waiting(void)
{
	fcntl(in, F_SETFL, 0);
	later(touch, "w");
	show("waited", read(in, buffer, sizeof buffer));
	wait(0);
	later(removes, "w");
	show("waited with little room", read(in, buffer, 20));
	wait(0);
	show("so it is there still", read(in, buffer, sizeof buffer));
	struct sigaction action = { .sa_handler = on_alarm };
	sigaction(SIGALRM, &action, 0);
	// Again and again: on a busy machine the first signal may come before the reading.
	struct itimerval soon = { .it_value.tv_usec = 100000, .it_interval.tv_usec = 100000 };
	setitimer(ITIMER_REAL, &soon, 0);
	show("interrupted", read(in, buffer, sizeof buffer));
	soon.it_interval.tv_usec = 0;
	action.sa_flags = SA_RESTART;
	sigaction(SIGALRM, &action, 0);
	setitimer(ITIMER_REAL, &soon, 0);
	fflush(stdout);
	if (fork() == 0) {
		usleep(300000);
		touch("after the signal");
		_exit(0);
	}
	show("restarted", read(in, buffer, sizeof buffer));
	wait(0);
	unlink("after the signal");
	read(in, buffer, sizeof buffer);
	fcntl(in, F_SETFL, O_NONBLOCK);
}

static void polling(void)
{
	SHOW(ready(20));
	later(touch, "p");
	SHOW(ready(10000));
	wait(0);
	SHOW(ready(0));
	fd_set set;
	FD_ZERO(&set);
	FD_SET(in, &set);
	SHOW(select(in + 1, &set, 0, 0, &(struct timeval){ 0 }));
	read(in, buffer, sizeof buffer);
	SHOW(ready(0));
	int epoll = epoll_create1(0);
	struct epoll_event event = { .events = EPOLLIN | EPOLLET, .data.u32 = 7 };
	SHOW(epoll_ctl(epoll, EPOLL_CTL_ADD, in, &event));
	SHOW(epoll_wait(epoll, &event, 1, 0));
	unlink("p");
	SHOW(epoll_wait(epoll, &event, 1, 0));
	printf("%#x %u\n", event.events, event.data.u32);
	SHOW(epoll_wait(epoll, &event, 1, 0));
	touch("p");
	SHOW(epoll_wait(epoll, &event, 1, 0));
	later(removes, "p");
	SHOW(epoll_wait(epoll, &event, 1, 10000));
	wait(0);
	show("all", read(in, buffer, sizeof buffer));
	SHOW(epoll_wait(epoll, &event, 1, 0));
	close(epoll);
	// A closing is told by the time that somebody waits for it.
	int fd = open("q", O_CREAT | O_WRONLY, 0600);
	read(in, buffer, sizeof buffer);
	inotify_add_watch(in, "q", IN_CLOSE);
	close(fd);
	SHOW(ready(10000));
	show("closed", read(in, buffer, sizeof buffer));
	unlink("q");
	read(in, buffer, sizeof buffer);
}

static void inheriting(void)
{
	int kept = inotify_init(), closed = inotify_init1(IN_CLOEXEC);
	char numbers[2][16];
	snprintf(numbers[0], sizeof numbers[0], "%d", kept);
	snprintf(numbers[1], sizeof numbers[1], "%d", closed);
	inotify_add_watch(kept, ".", IN_CREATE);
	inotify_add_watch(closed, ".", IN_CREATE);
	SHOW(fcntl(kept, F_GETFD));
	SHOW(fcntl(closed, F_GETFD));
	SHOW(fcntl(kept, F_GETFL));
	touch("i");
	fflush(stdout);
	if (fork() == 0) {
		execl("/proc/self/exe", "inotify_reading", numbers[0], numbers[1], (char *)0);
		_exit(1);
	}
	wait(0);
	unlink("i");
	close(kept);
	close(closed);
	read(in, buffer, sizeof buffer);
}

// What exec leaves.
static int inherited(char **numbers)
{
	show("kept", read(atoi(numbers[1]), buffer, sizeof buffer));
	show("closed", read(atoi(numbers[2]), buffer, sizeof buffer));
	return 0;
}

// More events than a queue takes: some are lost, which is told once, and then it goes on.
static void overflow(void)
{
	long events = 0, overflows = 0, others = 0, last = 0;
	int fd = open("o", O_CREAT | O_RDWR, 0600), most = 16384;
	FILE *limit = fopen("/proc/sys/fs/inotify/max_queued_events", "r");
	if (limit) {
		fscanf(limit, "%d", &most);
		fclose(limit);
	}
	int own = inotify_init1(IN_NONBLOCK);
	inotify_add_watch(own, "o", IN_MODIFY | IN_ACCESS);
	for (int i = 0; i < most / 2 + 500; i++) {
		pwrite(fd, "x", 1, 0);
		pread(fd, buffer, 1, 0);
	}
	ssize_t len;
	while ((len = read(own, buffer, sizeof buffer)) > 0) {
		for (char *at = buffer; at < buffer + len; at += sizeof(struct inotify_event)) {
			const struct inotify_event *event = (const void *)at;
			last = event->mask;
			events += event->wd == 1;
			if (event->mask == IN_Q_OVERFLOW)
				overflows += event->wd == -1 && event->cookie == 0 && event->len == 0;
			else if (event->wd != 1)
				others++;
		}
	}
	printf("all that fit %d, told of others %ld, at the end %d, others %ld\n", events == most, overflows,
		last == IN_Q_OVERFLOW, others);
	pwrite(fd, "x", 1, 0);
	show("then", read(own, buffer, sizeof buffer));
	close(own);
	close(fd);
	unlink("o");
	read(in, buffer, sizeof buffer);
}

static void too_many(void)
{
	int instances[1100], count = 0, most = 128;
	FILE *limit = fopen("/proc/sys/fs/inotify/max_user_instances", "r");
	if (limit) {
		fscanf(limit, "%d", &most);
		fclose(limit);
	}
	struct rlimit files = { 2000, 2000 };
	setrlimit(RLIMIT_NOFILE, &files);
	if (most > 1000)
		most = 1000;
	// As a user of whom nobody else has any.
	fflush(stdout);
	if (fork() == 0) {
		if (setuid(54321) && geteuid() == 0)
			_exit(1);
		while (count < most && (instances[count] = inotify_init()) >= 0)
			count++;
		int error = count < most || most == 1000 ? 0 : inotify_init() < 0 ? errno : -1;
		printf("%d %s\n", count == most, most == 1000 ? strerror(EMFILE) : strerror(error));
		while (count > 0)
			close(instances[--count]);
		int again = inotify_init();
		printf("%d\n", again >= 0);
		fflush(stdout);
		_exit(0);
	}
	wait(0);
}

int main(int count, char **arguments)
{
	if (count == 3)
		return inherited(arguments);
	if (!mkdtemp(dir) || chdir(dir))
		return 1;
	in = inotify_init1(IN_NONBLOCK);
	merging();
	sizes();
	waiting();
	polling();
	inheriting();
	overflow();
	too_many();
	close(in);
	chdir("/");
	rmdir(dir);
	return 0;
}
