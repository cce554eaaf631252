// oracle: POSIX
// Every call that POSIX.1-2024 (XSH 2.9.5.2) lists as a cancellation point ends a thread that was cancelled before, whether it would
// wait or not.
#include <aio.h>
#include <errno.h>
#include <fcntl.h>
#include <mqueue.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <termios.h>
#include <threads.h>
#include <time.h>
#include <unistd.h>

static int file, copy, pair[2], queue, listener;
static mqd_t messages;
static char byte, text[64] = "x", path[] = "/tmp/pendingXXXXXX";
static struct iovec vector = { &byte, 1 };
static struct msghdr message = { .msg_iov = &vector, .msg_iovlen = 1 };
static struct { long type; char text[8]; } letter = { 1, "m" };
static struct timespec past = { 1, 0 }, little = { 0, 1 };
static sem_t semaphore, cancelled;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t cond = PTHREAD_COND_INITIALIZER;
static mtx_t c_mutex;
static cnd_t c_cond;
static pthread_t ended;
static thrd_t c_ended;
static sigset_t set;
static siginfo_t information;
static struct sockaddr_un address = { AF_UNIX };
static struct flock lock = { .l_type = F_RDLCK, .l_whence = SEEK_SET, .l_len = 1 };
static struct aiocb request;
static const struct aiocb *requests[] = { &request };
static pid_t child;
static struct pollfd polled;
static fd_set nothing;

#define EACH(X)                                                                                                                    \
	X(accept, accept(listener, 0, 0))                                                                                          \
	X(accept4, accept4(listener, 0, 0, SOCK_CLOEXEC))                                                                          \
	X(aio_suspend, aio_suspend(requests, 1, &little))                                                                          \
	X(clock_nanosleep, clock_nanosleep(CLOCK_REALTIME, 0, &little, 0))                                                         \
	X(close, close(copy))                                                                                                      \
	X(cnd_timedwait, (mtx_lock(&c_mutex), cnd_timedwait(&c_cond, &c_mutex, &past)))                                            \
	X(cnd_wait, (mtx_lock(&c_mutex), cnd_wait(&c_cond, &c_mutex)))                                                             \
	X(connect, connect(pair[0], (struct sockaddr *)&address, sizeof address))                                                  \
	X(creat, creat(path, 0600))                                                                                                \
	X(fcntl, fcntl(file, F_SETLKW, &lock))                                                                                     \
	X(fcntl_ofd, fcntl(file, F_OFD_SETLKW, &lock))                                                                             \
	X(fdatasync, fdatasync(file))                                                                                              \
	X(fsync, fsync(file))                                                                                                      \
	X(lockf, lockf(file, F_LOCK, 1))                                                                                           \
	X(mq_receive, mq_receive(messages, text, sizeof text, 0))                                                                  \
	X(mq_send, mq_send(messages, text, 1, 0))                                                                                  \
	X(mq_timedreceive, mq_timedreceive(messages, text, sizeof text, 0, &past))                                                 \
	X(mq_timedsend, mq_timedsend(messages, text, 1, 0, &past))                                                                 \
	X(msgrcv, msgrcv(queue, &letter, sizeof letter.text, 0, IPC_NOWAIT))                                                       \
	X(msgsnd, msgsnd(queue, &letter, 1, IPC_NOWAIT))                                                                           \
	X(msync, msync((void *)((unsigned long)text & -4096), 4096, MS_SYNC))                                                      \
	X(nanosleep, nanosleep(&little, 0))                                                                                        \
	X(open, open(path, O_RDONLY))                                                                                              \
	X(openat, openat(AT_FDCWD, path, O_RDONLY))                                                                                \
	X(pause, pause())                                                                                                          \
	X(poll, poll(&polled, 1, 0))                                                                                               \
	X(ppoll, ppoll(&polled, 1, &little, 0))                                                                                    \
	X(pread, pread(file, &byte, 1, 0))                                                                                         \
	X(pselect, pselect(0, &nothing, 0, 0, &little, 0))                                                                         \
	X(pthread_cond_clockwait, (pthread_mutex_lock(&mutex), pthread_cond_clockwait(&cond, &mutex, CLOCK_MONOTONIC, &past)))     \
	X(pthread_cond_timedwait, (pthread_mutex_lock(&mutex), pthread_cond_timedwait(&cond, &mutex, &past)))                      \
	X(pthread_cond_wait, (pthread_mutex_lock(&mutex), pthread_cond_wait(&cond, &mutex)))                                       \
	X(pthread_join, pthread_join(ended, 0))                                                                                    \
	X(pthread_testcancel, pthread_testcancel())                                                                                \
	X(pwrite, pwrite(file, &byte, 1, 0))                                                                                       \
	X(read, read(file, &byte, 1))                                                                                              \
	X(readv, readv(file, &vector, 1))                                                                                          \
	X(recv, recv(pair[0], &byte, 1, MSG_DONTWAIT))                                                                             \
	X(recvfrom, recvfrom(pair[0], &byte, 1, MSG_DONTWAIT, 0, 0))                                                               \
	X(recvmsg, recvmsg(pair[0], &message, MSG_DONTWAIT))                                                                       \
	X(select, select(0, &nothing, 0, 0, &(struct timeval){ 0, 0 }))                                                            \
	X(sem_clockwait, sem_clockwait(&semaphore, CLOCK_MONOTONIC, &past))                                                        \
	X(sem_timedwait, sem_timedwait(&semaphore, &past))                                                                         \
	X(sem_wait, sem_wait(&semaphore))                                                                                          \
	X(send, send(pair[0], &byte, 1, MSG_DONTWAIT))                                                                             \
	X(sendmsg, sendmsg(pair[0], &message, MSG_DONTWAIT))                                                                       \
	X(sendto, sendto(pair[0], &byte, 1, MSG_DONTWAIT, 0, 0))                                                                   \
	X(sigsuspend, sigsuspend(&set))                                                                                            \
	X(sigtimedwait, sigtimedwait(&set, &information, &little))                                                                 \
	X(sigwait, sigwait(&set, &(int){ 0 }))                                                                                     \
	X(sigwaitinfo, sigwaitinfo(&set, &information))                                                                            \
	X(sleep, sleep(1))                                                                                                         \
	X(tcdrain, tcdrain(file))                                                                                                  \
	X(thrd_join, thrd_join(c_ended, 0))                                                                                        \
	X(thrd_sleep, thrd_sleep(&little, 0))                                                                                      \
	X(wait, wait(0))                                                                                                           \
	X(waitid, waitid(P_PID, child, &information, WEXITED))                                                                     \
	X(waitpid, waitpid(child, 0, 0))                                                                                           \
	X(write, write(file, &byte, 1))                                                                                            \
	X(writev, writev(file, &vector, 1))

enum call {
#define NUMBER(name, call) call_##name,
	EACH(NUMBER)
	calls
};

static const char *names[] = {
#define NAME(name, call) #name,
	EACH(NAME)
};

/* A wait for a condition has the mutex again when it is cancelled. */
static void unlock(void *argument)
{
	switch ((enum call)(long)argument) {
	case call_cnd_timedwait:
	case call_cnd_wait: mtx_unlock(&c_mutex); break;
	case call_pthread_cond_clockwait:
	case call_pthread_cond_timedwait:
	case call_pthread_cond_wait: pthread_mutex_unlock(&mutex); break;
	default: break;
	}
}

static void *call(void *argument)
{
	pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, 0);
	while (sem_wait(&cancelled))
		;
	pthread_cleanup_push(unlock, argument);
	pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, 0);
	switch ((enum call)(long)argument) {
#define CALL(name, call) case call_##name: (void)(call); break;
		EACH(CALL)
	case calls: break;
	}
	pthread_cleanup_pop(0);
	return 0;
}

static void *nothing_more(void *argument) { return argument; }
static int nothing_either(void *argument) { return argument != 0; }

int main(void)
{
	pthread_t thread;
	void *result;
	char name[32];
	sem_init(&cancelled, 0, 0);
	sem_init(&semaphore, 0, 1);
	mtx_init(&c_mutex, mtx_plain);
	cnd_init(&c_cond);
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	file = mkstemp(path);
	copy = dup(file);
	socketpair(AF_UNIX, SOCK_DGRAM, 0, pair);
	listener = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
	queue = msgget(IPC_PRIVATE, 0600);
	snprintf(name, sizeof name, "/pending%d", (int)getpid());
	messages = mq_open(name, O_RDWR | O_CREAT | O_NONBLOCK, 0600, &(struct mq_attr){ .mq_maxmsg = 2, .mq_msgsize = sizeof text });
	mq_unlink(name);
	child = fork();
	if (child == 0)
		_exit(0);
	for (long i = 0; i < calls; i++) {
		if (i == call_pthread_join)
			pthread_create(&ended, 0, nothing_more, 0);
		if (i == call_thrd_join)
			thrd_create(&c_ended, nothing_either, 0);
		pthread_create(&thread, 0, call, (void *)i);
		pthread_cancel(thread);
		sem_post(&cancelled);
		pthread_join(thread, &result);
		printf("%s %s\n", result == PTHREAD_CANCELED ? "ok" : "wrong", names[i]);
	}
	/* What a call would have taken, closed or waited for is still there. */
	int value = 0;
	sem_getvalue(&semaphore, &value);
	printf("%s the semaphore\n", value == 1 ? "ok" : "wrong");
	printf("%s the descriptor\n", fcntl(copy, F_GETFD) >= 0 ? "ok" : "wrong");
	printf("%s the threads\n", pthread_join(ended, 0) == 0 && thrd_join(c_ended, 0) == thrd_success ? "ok" : "wrong");
	printf("%s the child\n", waitpid(child, 0, 0) == child ? "ok" : "wrong");
	msgctl(queue, IPC_RMID, 0);
	unlink(path);
	return 0;
}
