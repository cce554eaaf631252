// Files to wait for: a counter, a semaphore, signals that are read.
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

static int ready(int fd)
{
	struct pollfd item = { fd, POLLIN | POLLOUT, 0 };
	poll(&item, 1, 0);
	return item.revents;
}

static void take(const char *what, int fd)
{
	uint64_t value = 0;
	long result = read(fd, &value, sizeof value);
	printf("%s %ld %s %llu\n", what, result, result < 0 ? strerror(errno) : "", (unsigned long long)value);
}

int main(void)
{
	int counter = eventfd(3, EFD_NONBLOCK), semaphore = eventfd(2, EFD_SEMAPHORE | EFD_NONBLOCK);
	printf("ready %x %x\n", ready(counter), ready(semaphore));
	printf("add %d\n", eventfd_write(counter, 4));
	take("all", counter);
	take("none", counter);
	take("one", semaphore);
	take("one", semaphore);
	take("none", semaphore);

	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, 0);
	int signals = signalfd(-1, &set, SFD_CLOEXEC);
	struct signalfd_siginfo info;
	printf("ready %x\n", ready(signals));
	kill(getpid(), SIGUSR1);
	printf("ready %x\n", ready(signals));
	long size = read(signals, &info, sizeof info);
	printf("%ld %u %d %d\n", size, info.ssi_signo, info.ssi_code, info.ssi_pid == (unsigned)getpid());
	fflush(stdout);
	pid_t child = fork();
	if (!child)
		_exit(5);
	size = read(signals, &info, sizeof info);
	printf("%ld %u %d %d %d\n", size, info.ssi_signo, info.ssi_code, info.ssi_pid == (unsigned)child, info.ssi_status);
	waitpid(child, 0, 0);
	printf("size %ld", (long)read(signals, &info, 4));
	printf(" %s\n", strerror(errno));
	return 0;
}
