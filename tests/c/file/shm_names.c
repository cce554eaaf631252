// Names in /dev/shm, which may be a mount of its own: long ones, links, renames.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int main(void)
{
	char from[300], to[300];
	snprintf(from, sizeof from, "/dev/shm/ochre-%d-%0240d", (int)getpid(), 1);
	snprintf(to, sizeof to, "/dev/shm/ochre-%d-%0240d", (int)getpid(), 2);
	int fd = open(from, O_RDWR | O_CREAT | O_EXCL, 0600);
	printf("open %d\n", fd >= 0);
	printf("write %zd\n", write(fd, "abc", 3));
	printf("link %d\n", link(from, to));
	struct stat a, b;
	stat(from, &a);
	stat(to, &b);
	printf("the same %d, links %d\n", a.st_ino == b.st_ino, (int)b.st_nlink);
	printf("link again %d", link(from, to));
	printf(" %s\n", strerror(errno));
	printf("unlink %d\n", unlink(to));
	printf("rename %d\n", rename(from, to));
	printf("gone %d", stat(from, &a));
	printf(" %s\n", strerror(errno));
	printf("stat %d", stat(to, &b));
	printf(" size %d\n", (int)b.st_size);
	printf("unlink %d\n", unlink(to));
	return 0;
}
