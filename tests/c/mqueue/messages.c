// Message queues: order by priority, attributes, blocking, deadlines, errors, two processes.
#include <errno.h>
#include <fcntl.h>
#include <mqueue.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define FAILS(call, expected)                                        \
	do {                                                         \
		errno = 0;                                           \
		int result = call;                                   \
		printf("%s: %d %d\n", #call, result, errno == expected); \
	} while (0)

static void attributes(mqd_t q)
{
	struct mq_attr a;
	if (mq_getattr(q, &a))
		perror("mq_getattr");
	printf("flags %s most %ld size %ld now %ld\n", a.mq_flags == O_NONBLOCK ? "nonblock" : a.mq_flags ? "?" : "none", a.mq_maxmsg, a.mq_msgsize, a.mq_curmsgs);
}

static struct timespec in(long milliseconds)
{
	struct timespec t;
	clock_gettime(CLOCK_REALTIME, &t);
	t.tv_nsec += milliseconds % 1000 * 1000000;
	t.tv_sec += milliseconds / 1000 + t.tv_nsec / 1000000000;
	t.tv_nsec %= 1000000000;
	return t;
}

int main(void)
{
	char name[64], text[64];
	sprintf(name, "/ochre-%d", (int)getpid());
	struct mq_attr a = { .mq_maxmsg = 4, .mq_msgsize = 32 };
	FAILS(mq_open(name, O_RDWR), ENOENT);
	FAILS(mq_open("no slash", O_RDWR | O_CREAT, 0600, &a), EINVAL);
	FAILS(mq_unlink(name), ENOENT);
	struct mq_attr bad = { .mq_maxmsg = 0, .mq_msgsize = 32 };
	FAILS(mq_open(name, O_RDWR | O_CREAT, 0600, &bad), EINVAL);
	mqd_t q = mq_open(name, O_RDWR | O_CREAT | O_EXCL, 0600, &a);
	printf("open %d\n", q >= 0);
	FAILS(mq_open(name, O_RDWR | O_CREAT | O_EXCL, 0600, &a), EEXIST);
	attributes(q);
	const char *messages[] = { "low", "high", "middle", "high again" };
	unsigned priorities[] = { 1, 30, 7, 30 }, priority;
	for (int i = 0; i < 4; i++)
		printf("send %d\n", mq_send(q, messages[i], strlen(messages[i]) + 1, priorities[i]));
	attributes(q);
	struct timespec t = in(30);
	FAILS(mq_timedsend(q, "x", 1, 0, &t), ETIMEDOUT);
	t.tv_nsec = -1;
	FAILS(mq_timedsend(q, "x", 1, 0, &t), EINVAL);
	FAILS(mq_send(q, text, 33, 0), EMSGSIZE);
	FAILS(mq_send(q, text, 3, 32768), EINVAL);
	FAILS(mq_receive(q, text, 31, 0), EMSGSIZE);
	for (int i = 0; i < 4; i++) {
		ssize_t n = mq_receive(q, text, sizeof text, &priority);
		printf("%zd %s %u\n", n, text, priority);
	}
	t = in(30);
	FAILS(mq_timedreceive(q, text, sizeof text, 0, &t), ETIMEDOUT);
	printf("empty message %d", mq_send(q, "", 0, 0));
	printf(" %zd\n", mq_receive(q, text, sizeof text, 0));

	struct mq_attr nonblock = { .mq_flags = O_NONBLOCK, .mq_maxmsg = 99 }, old;
	printf("set %d old %ld\n", mq_setattr(q, &nonblock, &old), old.mq_flags);
	attributes(q);
	FAILS(mq_receive(q, text, sizeof text, 0), EAGAIN);
	for (int i = 0; i < 4; i++)
		mq_send(q, "m", 1, 5);
	FAILS(mq_send(q, "m", 1, 5), EAGAIN);
	nonblock.mq_flags = 0;
	mq_setattr(q, &nonblock, 0);
	while (mq_getattr(q, &old), old.mq_curmsgs)
		mq_receive(q, text, sizeof text, 0);

	mqd_t reader = mq_open(name, O_RDONLY), writer = mq_open(name, O_WRONLY | O_NONBLOCK);
	FAILS(mq_send(reader, "x", 1, 0), EBADF);
	FAILS(mq_receive(writer, text, sizeof text, 0), EBADF);
	attributes(writer);

	// The child waits for messages, then the parent for room.
	fflush(stdout);
	pid_t pid = fork();
	if (!pid) {
		int sum = 0;
		for (int i = 0; i < 200; i++) {
			if (mq_receive(reader, text, sizeof text, 0) < 0)
				_exit(1);
			sum += atoi(text);
		}
		_exit(sum == 199 * 200 / 2 ? 0 : 2);
	}
	usleep(20000);
	for (int i = 0; i < 200; i++) {
		sprintf(text, "%d", i);
		if (mq_send(q, text, strlen(text) + 1, i % 3))
			perror("mq_send");
	}
	int status;
	waitpid(pid, &status, 0);
	printf("child %d\n", status);
	attributes(q);
	printf("unlink %d", mq_unlink(name));
	printf(" still there %d", mq_send(q, "m", 2, 1));
	printf(" %zd\n", mq_receive(q, text, sizeof text, 0));
	printf("close %d %d %d\n", mq_close(q), mq_close(reader), mq_close(writer));
	FAILS(mq_close(q), EBADF);
	FAILS(mq_send(-1, "x", 1, 0), EBADF);
	q = mq_open(name, O_RDWR | O_CREAT, 0600, 0);
	attributes(q);
	mq_unlink(name);
	return 0;
}
