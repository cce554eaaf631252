// posix_fallocate grows a file and never shrinks it; fallocate may keep the size.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static long size(int fd)
{
	struct stat st;
	fstat(fd, &st);
	return st.st_size;
}
#define SHOW(e) printf("%s: %s, size %ld\n", #e, strerror(e), size(fd))

int main(void)
{
	char name[] = "/tmp/fileXXXXXX", buffer[16];
	int fd = mkstemp(name), p[2];
	write(fd, "begin", 5);
	SHOW(posix_fallocate(fd, 0, 10000));
	SHOW(posix_fallocate(fd, 0, 100));
	SHOW(posix_fallocate(fd, 20000, 1));
	SHOW(posix_fallocate(fd, 0, 0));
	SHOW(posix_fallocate(fd, -1, 10));
	SHOW(posix_fallocate(fd, 10, -1));
	int ro = open(name, O_RDONLY);
	SHOW(posix_fallocate(ro, 0, 10));
	pipe(p);
	SHOW(posix_fallocate(p[1], 0, 10));
	SHOW(posix_fallocate(-1, 0, 10));
	SHOW(fallocate(fd, FALLOC_FL_KEEP_SIZE, 0, 50000) ? errno : 0);
	SHOW(posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL));
	SHOW(posix_fadvise(fd, 0, 0, 77));
	SHOW(posix_fadvise(p[0], 0, 0, POSIX_FADV_NORMAL));
	pread(fd, buffer, 5, 0);
	printf("%.5s\n", buffer);
	unlink(name);
	return 0;
}
