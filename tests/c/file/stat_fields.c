// stat: type, mode, links, size, blocks growing, times that move.
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

#include <sys/types.h>
#include <time.h>
static void show(const char *name)
{
	struct stat st;
	if (lstat(name, &st)) {
		printf("%s: %s\n", name, strerror(errno));
		return;
	}
	printf("%s: type %o mode %o links %d size %ld\n", name, st.st_mode & S_IFMT, st.st_mode & 07777,
	       S_ISDIR(st.st_mode) ? 0 : (int)st.st_nlink, S_ISDIR(st.st_mode) ? 0L : (long)st.st_size);
}
int main(void)
{
	struct stat a, b;
	umask(022);
	if (!enter())
		return 1;
	int fd = open("f", O_CREAT | O_RDWR, 0666);
	mkdir("d", 0777);
	symlink("some/where", "l");
	mkfifo("p", 0600);
	link("f", "g");
	write(fd, "hello", 5);
	show("f"); show("d"); show("l"); show("p"); show("g"); show("none");
	stat("f", &a); stat("g", &b);
	printf("same file %d\n", a.st_ino == b.st_ino && a.st_dev == b.st_dev);
	fstat(fd, &b);
	printf("fstat same %d\n", a.st_ino == b.st_ino);
	printf("recent %d\n", labs((long)(time(0) - a.st_mtime)) < 60);
	usleep(20000);
	write(fd, "x", 1);
	stat("f", &b);
	printf("mtime moved %d\n", b.st_mtim.tv_sec > a.st_mtim.tv_sec || b.st_mtim.tv_nsec > a.st_mtim.tv_nsec);
	struct stat dev;
	stat("/dev/null", &dev);
	printf("null is a character device %d\n", S_ISCHR(dev.st_mode));
	printf("%d", fstat(99, &a));
	printf(" %s\n", strerror(errno));
	unlink("f"); unlink("g"); unlink("l"); unlink("p"); rmdir("d");
	leave();
	return 0;
}
