// signalfd: signals that are read instead of handled: from oneself, from a child, with a value, of a thread; polling, changing the
// set, errors.
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

static int fd;

static void show(const char *what, long result)
{
	printf("%s %ld %s\n", what, result, result < 0 ? strerror(errno) : "");
}

static void take(const char *what)
{
	struct signalfd_siginfo info;
	memset(&info, 0x55, sizeof info);
	long size = read(fd, &info, sizeof info);
	if (size < 0)
		printf("%s: %s\n", what, strerror(errno));
	else
		printf("%s: %ld signal %s%u errno %d code %d mine %d user %d value %d %d status %d\n", what, size,
		       info.ssi_signo < (unsigned)SIGRTMIN ? "" : "SIGRTMIN+",
		       info.ssi_signo - (info.ssi_signo < (unsigned)SIGRTMIN ? 0 : (unsigned)SIGRTMIN),
		       info.ssi_errno, info.ssi_code, info.ssi_pid == (unsigned)getpid(), info.ssi_uid == getuid(), info.ssi_int,
		       (int)info.ssi_ptr, info.ssi_status);
}

static int ready(int wait_ms)
{
	struct pollfd item = { fd, POLLIN | POLLOUT, 0 };
	poll(&item, 1, wait_ms);
	return item.revents;
}

static void *send_later(void *unused)
{
	usleep(30000);
	kill(getpid(), SIGUSR2);
	return unused;
}

static void handler(int number)
{
	printf("handled %d\n", number);
}

int main(void)
{
	sigset_t set, empty;
	sigemptyset(&set);
	sigemptyset(&empty);
	sigaddset(&set, SIGUSR1);
	sigaddset(&set, SIGUSR2);
	sigaddset(&set, SIGCHLD);
	sigaddset(&set, SIGRTMIN + 1);
	sigprocmask(SIG_BLOCK, &set, 0);
	fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	printf("flags %d %d\n", fcntl(fd, F_GETFD), fcntl(fd, F_GETFL) & (O_ACCMODE | O_NONBLOCK));
	take("none");
	printf("ready %x\n", ready(0));
	kill(getpid(), SIGUSR1);
	printf("ready %x\n", ready(0));
	take("own");
	printf("ready %x\n", ready(0));
	raise(SIGUSR2);
	take("of the thread");
	union sigval value = { .sival_int = 17 };
	sigqueue(getpid(), SIGRTMIN + 1, value);
	value.sival_int = 18;
	sigqueue(getpid(), SIGRTMIN + 1, value);
	take("queued");
	take("queued");
	take("none");

	// Several at once.
	struct signalfd_siginfo several[4];
	kill(getpid(), SIGUSR2);
	kill(getpid(), SIGUSR1);
	show("two", read(fd, several, sizeof several) / (long)sizeof several[0]);
	printf("%u %u\n", several[0].ssi_signo, several[1].ssi_signo);
	struct iovec one = { several, sizeof several[0] };
	kill(getpid(), SIGUSR1);
	show("as a vector", readv(fd, &one, 1) == sizeof several[0] && several[0].ssi_signo == SIGUSR1);
	show("small", read(fd, several, sizeof several[0] - 1));
	show("write", write(fd, several, sizeof several[0]));

	// Waiting.
	fcntl(fd, F_SETFL, 0);
	pthread_t thread;
	pthread_create(&thread, 0, send_later, 0);
	take("waited for");
	pthread_join(thread, 0);
	int queue = epoll_create1(0);
	struct epoll_event event = { EPOLLIN, { .u64 = 42 } }, found;
	show("add", epoll_ctl(queue, EPOLL_CTL_ADD, fd, &event));
	show("none", epoll_wait(queue, &found, 1, 0));
	fflush(stdout);
	pid_t child = fork();
	if (!child)
		_exit(5);
	show("one", epoll_wait(queue, &found, 1, 5000));
	printf("ready %x\n", ready(5000));
	struct signalfd_siginfo info;
	show("child's end", read(fd, &info, sizeof info) == sizeof info);
	printf("%u %d %d %d\n", info.ssi_signo, info.ssi_code, info.ssi_pid == (unsigned)child, info.ssi_status);
	waitpid(child, 0, 0);
	// A child reads its own.
	kill(getpid(), SIGUSR1);
	fflush(stdout);
	child = fork();
	if (!child) {
		fcntl(fd, F_SETFL, O_NONBLOCK);
		take("child");
		kill(getpid(), SIGUSR2);
		take("child");
		fflush(stdout);
		_exit(0);
	}
	waitpid(child, 0, 0);
	take("parent");
	take("parent");

	// Another set: what is not in it stays pending.
	sigset_t other;
	sigemptyset(&other);
	sigaddset(&other, SIGUSR2);
	show("same", signalfd(fd, &other, 0) == fd);
	kill(getpid(), SIGUSR1);
	take("not that");
	printf("ready %x\n", ready(0));
	kill(getpid(), SIGUSR2);
	printf("ready %x\n", ready(0));
	take("that");
	signal(SIGUSR1, handler);
	sigprocmask(SIG_UNBLOCK, &set, 0);
	show("no kind", signalfd(0, &other, 0));
	show("closed", signalfd(99, &other, 0));
	show("flags", signalfd(-1, &other, 0x40000000));
	return 0;
}
