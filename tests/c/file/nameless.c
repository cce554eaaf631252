// memfd_create: a file without a name, read, written, mapped, resized, and passed on to a child.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define SHOW(e) do { long r_ = (e); int e_ = errno; printf("%s = %ld %s\n", #e, r_, r_ < 0 ? strerror(e_) : ""); } while (0)

int main(void)
{
	struct stat st;
	char buffer[16] = "";
	int fd = memfd_create("name", 0), status;
	SHOW(fd >= 0);
	SHOW(fcntl(fd, F_GETFD));
	SHOW(fcntl(memfd_create("other", MFD_CLOEXEC), F_GETFD));
	SHOW(ftruncate(fd, 10000));
	SHOW(fstat(fd, &st));
	printf("size %d regular %d links %d\n", (int)st.st_size, S_ISREG(st.st_mode), (int)st.st_nlink);
	char *map = mmap(0, 10000, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	strcpy(map + 5000, "mapped");
	SHOW(pread(fd, buffer, 6, 5000));
	printf("%s\n", buffer);
	fflush(stdout);
	if (fork() == 0) {
		pwrite(fd, "child", 5, 9000);
		_exit(0);
	}
	wait(&status);
	printf("%.5s\n", map + 9000);
	SHOW(lseek(fd, 0, SEEK_END));
	SHOW(write(fd, "tail", 4));
	SHOW(fstat(fd, &st));
	printf("size %d\n", (int)st.st_size);
	SHOW(ftruncate(fd, 3));
	SHOW(lseek(fd, 0, SEEK_END));
	SHOW(memfd_create("x", 0x40000000));
	return 0;
}
