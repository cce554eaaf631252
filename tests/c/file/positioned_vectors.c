// preadv and pwritev leave the offset alone; lengths and offsets that are refused; preadv2 and pwritev2 at the offset -1.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#define SHOW(e) do { long r_ = (e); int e_ = errno; printf("%s = %ld %s\n", #e, r_, r_ < 0 ? strerror(e_) : ""); } while (0)

int main(void)
{
	char name[] = "/tmp/fileXXXXXX", a[8] = "", b[8] = "";
	int fd = mkstemp(name);
	struct iovec out[3] = { { "abc", 3 }, { "", 0 }, { "defg", 4 } }, in[2] = { { a, 2 }, { b, 7 } };
	SHOW(pwritev(fd, out, 3, 10));
	SHOW(lseek(fd, 0, SEEK_CUR));
	SHOW(lseek(fd, 0, SEEK_END));
	SHOW(preadv(fd, in, 2, 11));
	printf("%s %s\n", a, b);
	SHOW(preadv(fd, in, 2, 17));
	SHOW(preadv(fd, in, 2, -1));
	SHOW(pwritev(fd, out, -1, 0));
	SHOW(pread(fd, a, 4, -1));
	SHOW(pwrite(fd, "x", 1, -1));
	SHOW(pread(-1, a, 4, 0));
	SHOW(pwrite(fd, "ABC", 3, 0));
	SHOW(lseek(fd, 0, SEEK_CUR));
	SHOW(lseek(fd, 3, SEEK_SET));
	SHOW(writev(fd, out, 3));
	SHOW(lseek(fd, 0, SEEK_CUR));
	SHOW(lseek(fd, -11, SEEK_CUR));
	SHOW(lseek(fd, 0, SEEK_SET));
	char all[32] = "";
	SHOW(read(fd, all, sizeof all));
	for (int i = 0; i < 17; i++)
		putchar(all[i] ? all[i] : '.');
	putchar('\n');
	int ro = open(name, O_RDONLY);
	SHOW(pwrite(ro, "x", 1, 0));
	int wo = open(name, O_WRONLY | O_APPEND);
	SHOW(pread(wo, a, 1, 0));
	SHOW(write(wo, "end", 3));
	SHOW(lseek(wo, 0, SEEK_CUR));
	SHOW(lseek(fd, 3, SEEK_SET));
	SHOW(preadv2(fd, in, 2, 11, 0));
	SHOW(lseek(fd, 0, SEEK_CUR));
	SHOW(preadv2(fd, in, 2, -1, 0));
	SHOW(lseek(fd, 0, SEEK_CUR));
	SHOW(pwritev2(fd, out, 3, -1, 0));
	SHOW(lseek(fd, 0, SEEK_CUR));
	SHOW(pwritev2(fd, out, 3, 0, 0));
	SHOW(preadv2(fd, in, 2, -2, 0));
	SHOW(preadv2(fd, in, 2, 0, 1 << 30));
	SHOW(pwritev2(fd, out, 3, 0, 1 << 30));
	SHOW(lseek(fd, 0, SEEK_CUR));
	unlink(name);
	return 0;
}
