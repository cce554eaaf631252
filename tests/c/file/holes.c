// Files with holes: what SEEK_DATA and SEEK_HOLE find, and that holes take no blocks and read as zero.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define KIB 1024L
#define SHOW(e) do { long r_ = (e); int e_ = errno; printf("%s = %ld %s\n", #e, r_, r_ < 0 ? strerror(e_) : ""); } while (0)

int main(void)
{
	char name[] = "/tmp/holesXXXXXX", buffer[4096];
	int fd = mkstemp(name);
	memset(buffer, 'x', sizeof buffer);
	for (int i = 0; i < 16; i++)
		pwrite(fd, buffer, sizeof buffer, 1024 * KIB + i * 4096);
	SHOW(ftruncate(fd, 4096 * KIB));
	SHOW(lseek(fd, 0, SEEK_DATA));
	SHOW(lseek(fd, 0, SEEK_HOLE));
	SHOW(lseek(fd, 1024 * KIB, SEEK_DATA));
	SHOW(lseek(fd, 1024 * KIB, SEEK_HOLE));
	SHOW(lseek(fd, 1030 * KIB, SEEK_DATA));
	SHOW(lseek(fd, 2048 * KIB, SEEK_DATA));
	SHOW(lseek(fd, 2048 * KIB, SEEK_HOLE));
	SHOW(lseek(fd, 4096 * KIB, SEEK_HOLE));
	SHOW(lseek(fd, 4096 * KIB, SEEK_DATA));
	SHOW(lseek(fd, -1, SEEK_DATA));
	SHOW(lseek(fd, 0, 77));
	struct stat st;
	fstat(fd, &st);
	printf("size %ld, blocks of 64 KiB only %d\n", (long)st.st_size, st.st_blocks >= 128 && st.st_blocks < 1024);
	memset(buffer, 'y', sizeof buffer);
	SHOW(pread(fd, buffer, sizeof buffer, 3000 * KIB));
	int zero = 1;
	for (int i = 0; i < 4096; i++)
		zero &= buffer[i] == 0;
	printf("zero %d\n", zero);
	SHOW(ftruncate(fd, 1024 * KIB + 100));
	SHOW(ftruncate(fd, 2048 * KIB));
	SHOW(pread(fd, buffer, 200, 1024 * KIB));
	printf("%c %d\n", buffer[99], buffer[100]);
	unlink(name);
	return 0;
}
