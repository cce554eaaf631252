// dup and fork share the offset; a second open does not.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char dir[] = "/tmp/fileXXXXXX";
static int enter(void) { return mkdtemp(dir) && chdir(dir) == 0; }
static void leave(void) { chdir("/"); rmdir(dir); }
#define SHOW(e) do { long r_ = (e); int e_ = errno; printf("%s = %ld %s\n", #e, r_, r_ < 0 ? strerror(e_) : ""); } while (0)

#include <sys/wait.h>
int main(void)
{
	char b[10] = "";
	if (!enter())
		return 1;
	int fd = open("f", O_CREAT | O_RDWR, 0644);
	write(fd, "0123456789", 10);
	lseek(fd, 0, SEEK_SET);
	int d = dup(fd), o = open("f", O_RDONLY);
	read(fd, b, 2);
	read(d, b, 2);
	printf("%.2s\n", b);
	if (fork() == 0) {
		read(fd, b, 2);
		_exit(0);
	}
	wait(0);
	read(fd, b, 2);
	printf("%.2s\n", b);
	read(o, b, 2);
	printf("%.2s\n", b);
	unlink("f");
	read(o, b, 2);
	printf("after unlink %.2s\n", b);
	leave();
	return 0;
}
