// oracle: POSIX
// headers: own
// Close-on-fork of POSIX.1-2024 by every call that sets it: a child of fork and of _Fork has such a descriptor closed, its
// parent keeps it; what duplicates, closes or replaces a descriptor loses the flag. exec clears it (Austin Group, defect 1851).
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define OK(e) printf("%s %s\n", (e) ? "ok" : "wrong", #e)

enum { BOTH = FD_CLOEXEC | FD_CLOFORK };

static int flags_of(int fd)
{
	return fcntl(fd, F_GETFD);
}

// 1 if the child has the descriptor, 0 if it has not.
static int in_child(pid_t (*divide)(void), int fd)
{
	int status;
	fflush(stdout);
	pid_t pid = divide();
	if (pid == 0)
		_exit(flags_of(fd) >= 0 ? 1 : errno == EBADF ? 0 : 2);
	waitpid(pid, &status, 0);
	return WEXITSTATUS(status);
}

// Whether a descriptor has the flags, is here after a fork, and in the child only without the flag. Closes it.
static int has(int fd, int flags)
{
	int inherited = (flags & FD_CLOFORK) == 0;
	int right = fd >= 0 && flags_of(fd) == flags && in_child(fork, fd) == inherited && in_child(_Fork, fd) == inherited &&
		flags_of(fd) == flags;
	return close(fd) == 0 && right;
}

static int pair_has(int *pair, int flags)
{
	int first = has(pair[0], flags);
	return has(pair[1], flags) && first;
}

static void files(void)
{
	char name[] = "/tmp/clofXXXXXX", other[] = "/tmp/clofXXXXXX", ended[] = "/tmp/clofXXXXXX.c";
	OK(has(open("/dev/null", O_RDWR), 0));
	OK(has(open("/dev/null", O_RDWR | O_CLOEXEC), FD_CLOEXEC));
	OK(has(open("/dev/null", O_RDWR | O_CLOFORK), FD_CLOFORK));
	OK(has(open("/dev/null", O_RDWR | O_CLOFORK | O_CLOEXEC), BOTH));
	OK(has(openat(AT_FDCWD, "/dev/null", O_RDONLY | O_CLOFORK), FD_CLOFORK));
	OK(has(open("/", O_RDONLY | O_DIRECTORY | O_CLOFORK), FD_CLOFORK));
	OK(open("/no/such", O_RDONLY | O_CLOFORK) == -1 && errno == ENOENT);
	OK(has(mkostemp(name, O_CLOFORK), FD_CLOFORK));
	OK(has(mkostemp(other, O_CLOFORK | O_CLOEXEC | O_APPEND), BOTH));
	OK(has(mkostemps(ended, 2, O_CLOFORK), FD_CLOFORK));
	OK(has(open(name, O_WRONLY | O_TRUNC | O_CLOFORK), FD_CLOFORK));
	int fd = open(other, O_RDWR | O_CREAT | O_APPEND | O_CLOFORK, 0600);
	OK((fcntl(fd, F_GETFL) & (O_ACCMODE | O_APPEND | O_CLOFORK)) == (O_RDWR | O_APPEND));
	OK(has(fd, FD_CLOFORK));
	unlink(name);
	unlink(other);
	unlink(ended);
	OK(has(posix_openpt(O_RDWR | O_NOCTTY | O_CLOFORK), FD_CLOFORK));
}

static void duplicates(void)
{
	int fd = open("/dev/null", O_RDWR | O_CLOFORK), same = open("/dev/null", O_RDWR | O_CLOFORK);
	OK(has(dup(fd), 0));
	OK(has(fcntl(fd, F_DUPFD, 20), 0));
	OK(has(fcntl(fd, F_DUPFD_CLOEXEC, 20), FD_CLOEXEC));
	OK(has(fcntl(fd, F_DUPFD_CLOFORK, 20), FD_CLOFORK));
	OK(fcntl(fd, F_DUPFD_CLOFORK, 20) == 20);
	OK(has(20, FD_CLOFORK));
	OK(fcntl(fd, F_DUPFD_CLOFORK, -1) == -1 && errno == EINVAL);
	OK(fcntl(99, F_DUPFD_CLOFORK, 0) == -1 && errno == EBADF);
	OK(has(dup2(fd, 30), 0));
	OK(dup2(fd, fd) == fd && flags_of(fd) == FD_CLOFORK);
	OK(dup2(99, same) == -1 && errno == EBADF && flags_of(same) == FD_CLOFORK);
	OK(has(dup2(fd, same), 0));
	OK(has(dup3(fd, 30, O_CLOFORK), FD_CLOFORK));
	OK(has(dup3(fd, 30, O_CLOFORK | O_CLOEXEC), BOTH));
	OK(dup3(fd, 30, O_CLOFORK) == 30 && has(dup3(0, 30, O_CLOEXEC), FD_CLOEXEC));
	OK(dup3(fd, fd, O_CLOFORK) == -1 && errno == EINVAL);
	OK(dup3(99, 30, O_CLOFORK) == -1 && errno == EBADF && flags_of(30) == -1);
	OK(has(open("/dev/null", O_RDONLY), 0));
	OK(has(fd, FD_CLOFORK));
}

static void flags(void)
{
	int fd = open("/dev/null", O_RDWR);
	OK(fcntl(fd, F_SETFD, FD_CLOFORK) == 0 && flags_of(fd) == FD_CLOFORK);
	OK(fcntl(fd, F_SETFD, FD_CLOEXEC) == 0 && flags_of(fd) == FD_CLOEXEC);
	OK(fcntl(fd, F_SETFD, BOTH) == 0 && flags_of(fd) == BOTH);
	OK(fcntl(fd, F_SETFD, 0) == 0 && flags_of(fd) == 0 && in_child(fork, fd) == 1);
	OK(fcntl(fd, F_SETFD, FD_CLOFORK) == 0 && has(fd, FD_CLOFORK));
	OK(fcntl(fd, F_SETFD, FD_CLOFORK) == -1 && errno == EBADF);
	OK(fcntl(-1, F_SETFD, FD_CLOFORK) == -1 && errno == EBADF);
	OK(has(open("/dev/null", O_RDONLY), 0));
}

static void closed(void)
{
	int fd = open("/dev/null", O_RDWR | O_CLOFORK), again;
	OK(close(fd) == 0 && (again = open("/dev/null", O_RDWR)) == fd && has(again, 0));
	fd = open("/dev/null", O_RDWR | O_CLOFORK);
	OK(posix_close(fd, 0) == 0 && (again = dup(1)) == fd && has(again, 0));
	FILE *file = fdopen(fd = open("/dev/null", O_RDWR | O_CLOFORK), "r");
	OK(file && flags_of(fd) == FD_CLOFORK && fclose(file) == 0 && (again = dup(1)) == fd && has(again, 0));
	file = fdopen(fd = open("/dev/null", O_RDWR | O_CLOFORK), "r");
	OK(freopen("/dev/zero", "r", file) == file && fileno(file) == fd && flags_of(fd) == 0);
	OK(in_child(fork, fd) == 1 && fclose(file) == 0);
	DIR *directory = fdopendir(fd = open("/", O_RDONLY | O_CLOFORK));
	OK(directory && in_child(fork, fd) == 0 && closedir(directory) == 0 && (again = dup(1)) == fd && has(again, 0));
}

static void pipes_and_sockets(void)
{
	int pair[2];
	OK(pipe2(pair, O_CLOFORK) == 0 && pair_has(pair, FD_CLOFORK));
	OK(pipe2(pair, O_CLOFORK | O_CLOEXEC | O_NONBLOCK) == 0 && fcntl(pair[0], F_GETFL) & O_NONBLOCK);
	OK(pair_has(pair, BOTH));
	OK(pipe(pair) == 0 && pair_has(pair, 0));
	OK(has(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOFORK, 0), FD_CLOFORK));
	OK(has(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOFORK | SOCK_CLOEXEC, 0), BOTH));
	OK(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOFORK, 0, pair) == 0 && pair_has(pair, FD_CLOFORK));
	OK(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOFORK | SOCK_NONBLOCK, 0, pair) == 0);
	OK(fcntl(pair[1], F_GETFL) & O_NONBLOCK && pair_has(pair, FD_CLOFORK));
	OK(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0 && pair_has(pair, 0));
}

static int connected(const struct sockaddr_un *address)
{
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	return fd >= 0 && connect(fd, (const struct sockaddr *)address, sizeof *address) == 0 ? fd : -1;
}

static void accepted(void)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	snprintf(address.sun_path, sizeof address.sun_path, "/tmp/clof.%d", (int)getpid());
	int server = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOFORK, 0), status;
	OK(bind(server, (struct sockaddr *)&address, sizeof address) == 0 && listen(server, 4) == 0);
	int client = connected(&address);
	OK(has(accept4(server, 0, 0, SOCK_CLOFORK), FD_CLOFORK) && close(client) == 0);
	client = connected(&address);
	OK(has(accept4(server, 0, 0, SOCK_CLOFORK | SOCK_CLOEXEC), BOTH) && close(client) == 0);
	client = connected(&address);
	OK(has(accept4(server, 0, 0, 0), 0) && close(client) == 0);
	client = connected(&address);
	OK(has(accept(server, 0, 0), 0) && close(client) == 0);
	fflush(stdout);
	pid_t pid = fork();
	if (pid == 0) {
		// It is waited for.
		usleep(50000);
		_exit(connected(&address) < 0);
	}
	OK(has(accept4(server, 0, 0, SOCK_CLOFORK), FD_CLOFORK));
	OK(waitpid(pid, &status, 0) == pid && status == 0);
	fcntl(server, F_SETFL, O_NONBLOCK);
	OK(accept4(server, 0, 0, SOCK_CLOFORK) == -1 && errno == EAGAIN);
	OK(close(server) == 0 && unlink(address.sun_path) == 0);
}

static ssize_t pass(int socket, int count, const int *fds)
{
	_Alignas(struct cmsghdr) char control[CMSG_SPACE(2 * sizeof(int))] = "";
	struct msghdr message = { .msg_iov = &(struct iovec){ "x", 1 }, .msg_iovlen = 1, .msg_control = control };
	message.msg_controllen = CMSG_SPACE(count * sizeof(int));
	*CMSG_FIRSTHDR(&message) = (struct cmsghdr){
		.cmsg_len = CMSG_LEN(count * sizeof(int)), .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS };
	memcpy(CMSG_DATA(CMSG_FIRSTHDR(&message)), fds, count * sizeof(int));
	return sendmsg(socket, &message, 0);
}

// How many descriptors come, in fds.
static int take(int socket, int flags, int *fds)
{
	char byte;
	_Alignas(struct cmsghdr) char control[CMSG_SPACE(4 * sizeof(int))];
	struct msghdr message = { .msg_iov = &(struct iovec){ &byte, 1 }, .msg_iovlen = 1, .msg_control = control };
	message.msg_controllen = sizeof control;
	if (recvmsg(socket, &message, flags) != 1)
		return -1;
	struct cmsghdr *header = CMSG_FIRSTHDR(&message);
	if (!header || header->cmsg_type != SCM_RIGHTS)
		return 0;
	memcpy(fds, CMSG_DATA(header), header->cmsg_len - CMSG_LEN(0));
	return (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
}

static void received(void)
{
	int pair[2], fds[4], status, sent[2] = { open("/dev/null", O_RDWR | O_CLOFORK), open("/dev/null", O_RDWR) };
	socketpair(AF_UNIX, SOCK_STREAM, 0, pair);
	OK(pass(pair[0], 1, sent) == 1 && take(pair[1], 0, fds) == 1 && has(fds[0], 0));
	OK(pass(pair[0], 2, sent) == 1 && take(pair[1], MSG_CMSG_CLOFORK, fds) == 2 && pair_has(fds, FD_CLOFORK));
	OK(pass(pair[0], 1, sent) == 1 && take(pair[1], MSG_CMSG_CLOFORK | MSG_CMSG_CLOEXEC, fds) == 1 && has(fds[0], BOTH));
	OK(pass(pair[0], 2, sent) == 1 && take(pair[1], MSG_CMSG_CLOFORK | MSG_WAITALL, fds) == 2 && pair_has(fds, FD_CLOFORK));
	OK(send(pair[0], "x", 1, 0) == 1 && take(pair[1], MSG_CMSG_CLOFORK, fds) == 0);
	OK(take(pair[1], MSG_CMSG_CLOFORK | MSG_DONTWAIT, fds) == -1 && errno == EAGAIN);
	fflush(stdout);
	pid_t pid = fork();
	if (pid == 0) {
		// It is waited for.
		usleep(50000);
		_exit(pass(pair[0], 1, &sent[1]) != 1);
	}
	OK(take(pair[1], MSG_CMSG_CLOFORK, fds) == 1 && has(fds[0], FD_CLOFORK));
	OK(waitpid(pid, &status, 0) == pid && status == 0);
	OK(has(sent[0], FD_CLOFORK));
	OK(close(sent[1]) == 0 && close(pair[0]) == 0 && close(pair[1]) == 0);
}

// The flag is of the child's own no more: what the child opens under the number stays in its own child.
static void in_children(void)
{
	int status, fd = open("/dev/null", O_RDWR | O_CLOFORK);
	fflush(stdout);
	pid_t pid = fork();
	if (pid == 0) {
		int right = open("/dev/null", O_RDWR) == fd && flags_of(fd) == 0 && in_child(fork, fd) == 1;
		right &= fcntl(fd, F_SETFD, FD_CLOFORK) == 0 && in_child(fork, fd) == 0;
		_exit(!right);
	}
	waitpid(pid, &status, 0);
	OK(status == 0);
	OK(has(fd, FD_CLOFORK));
}

static void high_numbers(void)
{
	int fd = open("/dev/null", O_RDWR);
	OK(dup3(fd, 500, O_CLOFORK) == 500 && dup3(fd, 511, O_CLOFORK) == 511 && dup2(fd, 512) == 512);
	OK(in_child(fork, 500) == 0 && in_child(fork, 511) == 0 && in_child(fork, 512) == 1);
	OK(has(511, FD_CLOFORK) && has(500, FD_CLOFORK) && has(512, 0));
	OK(close(fd) == 0);
}

static void over_exec(char *name)
{
	int status, fd = open("/dev/null", O_RDWR | O_CLOFORK);
	char number[16];
	fflush(stdout);
	pid_t pid = fork();
	if (pid == 0) {
		fd = open("/dev/null", O_RDWR | O_CLOFORK);
		snprintf(number, sizeof number, "%d", fd);
		execv("/proc/self/exe", (char *[]){ name, number, 0 });
		_exit(99);
	}
	waitpid(pid, &status, 0);
	OK(status == 0);
	OK(has(fd, FD_CLOFORK));
}

int main(int argc, char **argv)
{
	if (argc > 1)
		return flags_of(atoi(argv[1])) != 0 || in_child(fork, atoi(argv[1])) != 1;
	files();
	duplicates();
	flags();
	closed();
	pipes_and_sockets();
	accepted();
	received();
	in_children();
	high_numbers();
	over_exec(argv[0]);
	return 0;
}
