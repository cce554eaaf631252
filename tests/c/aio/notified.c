// How a program is told that a request, or a list of them, is done: by a signal with a value, by a function in a thread.
// And cancellation of what has not begun, or waits.
#include <aio.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static sem_t told;
static volatile int signals, code, value;

static void on_signal(int number, siginfo_t *info, void *context)
{
	signals++;
	code = info->si_code;
	value = info->si_value.sival_int;
}

static void function(union sigval v)
{
	value = v.sival_int;
	sem_post(&told);
}

static struct aiocb make(int fd, void *buffer, size_t size, int opcode)
{
	struct aiocb cb;
	memset(&cb, 0, sizeof cb);
	cb.aio_fildes = fd;
	cb.aio_buf = buffer;
	cb.aio_nbytes = size;
	cb.aio_lio_opcode = opcode;
	cb.aio_sigevent.sigev_notify = SIGEV_NONE;
	return cb;
}

static void await(struct aiocb *cb)
{
	const struct aiocb *list[] = { cb };
	while (aio_error(cb) == EINPROGRESS)
		aio_suspend(list, 1, 0);
}

int main(void)
{
	char path[] = "/tmp/aio.XXXXXX", text[16];
	int fd = mkstemp(path);
	sem_init(&told, 0, 0);
	struct sigaction action = { .sa_sigaction = on_signal, .sa_flags = SA_SIGINFO };
	sigaction(SIGRTMIN + 1, &action, 0);
	sigset_t set, old;
	sigemptyset(&set);
	sigaddset(&set, SIGRTMIN + 1);
	sigprocmask(SIG_BLOCK, &set, &old);

	struct aiocb cb = make(fd, "hello", 5, LIO_WRITE);
	cb.aio_sigevent.sigev_notify = SIGEV_SIGNAL;
	cb.aio_sigevent.sigev_signo = SIGRTMIN + 1;
	cb.aio_sigevent.sigev_value.sival_int = 77;
	aio_write(&cb);
	while (!signals)
		sigsuspend(&old);
	await(&cb);
	printf("signal %d %d %d, result %zd\n", signals, code == SI_ASYNCIO, value, aio_return(&cb));

	cb = make(fd, text, 5, LIO_READ);
	cb.aio_sigevent.sigev_notify = SIGEV_THREAD;
	cb.aio_sigevent.sigev_notify_function = function;
	cb.aio_sigevent.sigev_value.sival_int = 88;
	aio_read(&cb);
	sem_wait(&told);
	printf("thread %d %.5s\n", value, text);

	struct aiocb l[3] = { make(fd, "a", 1, LIO_WRITE), make(fd, "b", 1, LIO_WRITE), make(fd, "c", 1, LIO_WRITE) };
	struct aiocb *list[] = { &l[0], &l[1], &l[2] };
	struct sigevent event = { .sigev_notify = SIGEV_THREAD, .sigev_notify_function = function, .sigev_value.sival_int = 99 };
	printf("list %d", lio_listio(LIO_NOWAIT, list, 3, &event));
	sem_wait(&told);
	printf(" %d, all done %d\n", value, !aio_error(&l[0]) && !aio_error(&l[1]) && !aio_error(&l[2]));
	event.sigev_notify = SIGEV_SIGNAL;
	event.sigev_signo = SIGRTMIN + 1;
	signals = 0;
	printf("list %d", lio_listio(LIO_NOWAIT, list, 3, &event));
	while (!signals)
		sigsuspend(&old);
	printf(" %d %d\n", signals, value);
	signals = 0;
	printf("empty list %d", lio_listio(LIO_NOWAIT, list, 0, &event));
	while (!signals)
		sigsuspend(&old);
	printf(" %d\n", signals);

	int p[2];
	if (pipe(p))
		return 1;
	char got[3];
	struct aiocb reads[3];
	for (int i = 0; i < 3; i++) {
		reads[i] = make(p[0], got + i, 1, LIO_READ);
		aio_read(&reads[i]);
	}
	usleep(20000);
	printf("the last %d", aio_cancel(p[0], &reads[2]) == AIO_CANCELED);
	printf(" %d %zd\n", aio_error(&reads[2]) == ECANCELED, aio_return(&reads[2]));
	// The first waits in the kernel: glibc cannot cancel that, so it may be either.
	int first = aio_cancel(p[0], &reads[0]);
	int state = aio_error(&reads[0]);
	printf("the first %d\n", (first == AIO_CANCELED && state == ECANCELED) || (first == AIO_NOTCANCELED && state == EINPROGRESS));
	int all = aio_cancel(p[0], 0);
	printf("the rest %d\n", all == AIO_CANCELED || all == AIO_NOTCANCELED);
	write(p[1], "xyz", 3);
	await(&reads[0]);
	await(&reads[1]);
	printf("nothing left %d\n", aio_cancel(p[0], 0) == AIO_ALLDONE);
	printf("done already %d\n", aio_cancel(fd, &cb) == AIO_ALLDONE);
	printf("bad descriptor %d", aio_cancel(-1, 0));
	printf(" %d\n", errno == EBADF);

	pid_t pid = fork();
	if (!pid) {
		// The child has none of its parent's requests, and can make its own. In glibc 2.36 it waits for its parent's threads.
#ifdef __GLIBC__
		_exit(3);
#endif
		struct aiocb own = make(fd, "z", 1, LIO_WRITE);
		aio_write(&own);
		await(&own);
		_exit(aio_return(&own) == 1 ? 3 : 4);
	}
	int status;
	waitpid(pid, &status, 0);
	printf("child %d\n", WEXITSTATUS(status));
	unlink(path);
	return 0;
}
