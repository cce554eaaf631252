// Asynchronous reads and writes: at their places, in order when appending and on pipes, with sync, lists and errors.
#include <aio.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void await(struct aiocb *cb)
{
	const struct aiocb *list[] = { cb };
	while (aio_error(cb) == EINPROGRESS)
		if (aio_suspend(list, 1, 0) && errno != EINTR)
			perror("aio_suspend");
}

static struct aiocb make(int fd, void *buffer, size_t size, off_t offset)
{
	struct aiocb cb;
	memset(&cb, 0, sizeof cb);
	cb.aio_fildes = fd;
	cb.aio_buf = buffer;
	cb.aio_nbytes = size;
	cb.aio_offset = offset;
	cb.aio_sigevent.sigev_notify = SIGEV_NONE;
	return cb;
}

int main(void)
{
	char path[] = "/tmp/aio.XXXXXX", text[64] = { 0 };
	int fd = mkstemp(path);
	struct aiocb w[8];
	for (int i = 7; i >= 0; i--) {
		static char letters[] = "abcdefgh";
		w[i] = make(fd, letters + i, 1, i);
		printf("%d", aio_write(&w[i]));
	}
	struct aiocb sync = make(fd, 0, 0, 0);
	printf(" sync %d", aio_fsync(O_SYNC, &sync));
	await(&sync);
	int done = 0;
	for (int i = 0; i < 8; i++)
		done += aio_error(&w[i]) == 0 && aio_return(&w[i]) == 1;
	printf(" %d %zd, before it %d\n", aio_error(&sync), aio_return(&sync), done);
	struct aiocb r = make(fd, text, sizeof text, 2);
	printf("read %d", aio_read(&r));
	await(&r);
	printf(" %d %zd %s\n", aio_error(&r), aio_return(&r), text);
	printf("the file's place stays %ld\n", (long)lseek(fd, 0, SEEK_CUR));
	r = make(fd, text, 4, 100);
	aio_read(&r);
	await(&r);
	printf("beyond the end %zd\n", aio_return(&r));

	int append = open(path, O_WRONLY | O_APPEND);
	static char digits[100][4];
	struct aiocb a[100];
	for (int i = 0; i < 100; i++) {
		sprintf(digits[i], "%02d.", i);
		a[i] = make(append, digits[i], 3, 0);
		if (aio_write(&a[i]))
			perror("aio_write");
	}
	for (int i = 0; i < 100; i++)
		await(&a[i]);
	char all[400] = { 0 };
	int sorted = pread(fd, all, 399, 8) == 300;
	for (int i = 0; i < 100; i++)
		sorted &= !memcmp(all + 3 * i, digits[i], 3);
	printf("appended in order %d\n", sorted);
	close(append);

	int p[2];
	if (pipe(p))
		return 1;
	char got[3] = { 0 };
	struct aiocb reads[3];
	for (int i = 0; i < 3; i++) {
		reads[i] = make(p[0], got + i, 1, 0);
		aio_read(&reads[i]);
	}
	usleep(10000);
	printf("waits %d\n", aio_error(&reads[0]) == EINPROGRESS);
	const struct aiocb *none[] = { 0, &reads[0] };
	struct timespec soon = { 0, 20000000 };
	int r1 = aio_suspend(none, 2, &soon);
	printf("not yet %d %d\n", r1, errno == EAGAIN);
	write(p[1], "xyz", 3);
	for (int i = 0; i < 3; i++)
		await(&reads[i]);
	printf("from the pipe %.3s\n", got);

	struct aiocb bad = make(-1, text, 1, 0);
	int submitted = aio_read(&bad);
	if (!submitted)
		await(&bad);
	printf("bad descriptor %d\n", submitted ? errno == EBADF : aio_error(&bad) == EBADF && aio_return(&bad) == -1);
	bad = make(fd, text, 1, -5);
	submitted = aio_read(&bad);
	if (!submitted)
		await(&bad);
	printf("bad place %d\n", submitted ? errno == EINVAL : aio_error(&bad) == EINVAL);
	bad = make(fd, text, 1, 0);
	bad.aio_reqprio = -1;
	printf("bad priority %d", aio_read(&bad));
	printf(" %d\n", errno == EINVAL);
	// Zeros ask for the signal 0: none is sent.
	struct aiocb zeros = { .aio_fildes = fd, .aio_buf = text, .aio_nbytes = 4 }, *all_zeros[] = { &zeros };
	memset(&zeros.aio_sigevent, 0, sizeof zeros.aio_sigevent);
	sync.aio_reqprio = -1;
	printf("a sync has no priority %d", aio_fsync(O_SYNC, &sync));
	await(&sync);
	printf(" %d\n", aio_error(&sync));
	printf("told to nobody %d", aio_read(&zeros));
	await(&zeros);
	printf(" %d %zd", aio_error(&zeros), aio_return(&zeros));
	zeros.aio_lio_opcode = LIO_READ;
	printf(", in a list %d", lio_listio(LIO_NOWAIT, all_zeros, 1, &zeros.aio_sigevent));
	await(&zeros);
	printf(" %d %zd\n", aio_error(&zeros), aio_return(&zeros));
	printf("bad sync %d", aio_fsync(77, &sync));
	printf(" %d\n", errno == EINVAL);
	int readonly = open(path, O_RDONLY);
	bad = make(readonly, text, 1, 0);
	submitted = aio_write(&bad);
	if (!submitted)
		await(&bad);
	printf("not for writing %d\n", submitted ? errno == EBADF : aio_error(&bad) == EBADF);

	struct aiocb l[4] = { make(fd, "1", 1, 0), make(fd, text, 5, 1), make(fd, 0, 0, 0), make(fd, "2", 1, 1) };
	l[0].aio_lio_opcode = LIO_WRITE;
	l[1].aio_lio_opcode = LIO_READ;
	l[2].aio_lio_opcode = LIO_NOP;
	l[3].aio_lio_opcode = LIO_WRITE;
	struct aiocb *list[] = { &l[0], 0, &l[2], &l[3] };
	printf("list %d", lio_listio(LIO_WAIT, list, 4, 0));
	printf(" %zd %zd", aio_return(&l[0]), aio_return(&l[3]));
	pread(fd, text, 4, 0);
	printf(" %.4s\n", text);
	l[1].aio_fildes = -1;
	list[1] = &l[1];
	int result = lio_listio(LIO_WAIT, list, 4, 0);
	printf("list with an error %d %d, that one %d, others %d\n", result, errno == EIO, aio_error(&l[1]) == EBADF, aio_error(&l[0]));
	printf("bad mode %d", lio_listio(77, list, 4, 0));
	printf(" %d, empty %d\n", errno == EINVAL, lio_listio(LIO_WAIT, list, 0, 0));
	unlink(path);
	return 0;
}
