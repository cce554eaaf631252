// O_APPEND writes at the end whatever the offset; truncation cuts and extends with zeros.
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

int main(void)
{
	char b[20];
	struct stat st;
	if (!enter())
		return 1;
	int fd = open("f", O_CREAT | O_RDWR | O_APPEND, 0644);
	write(fd, "abc", 3);
	lseek(fd, 0, SEEK_SET);
	write(fd, "def", 3);
	SHOW(lseek(fd, 0, SEEK_CUR));
	SHOW(pread(fd, b, 20, 0));
	printf("%.6s\n", b);
	SHOW(ftruncate(fd, 2));
	SHOW(ftruncate(fd, 8));
	SHOW(pread(fd, b, 20, 0));
	for (int i = 0; i < 8; i++)
		printf("%d ", b[i]);
	printf("\n");
	SHOW(ftruncate(fd, -1));
	SHOW(truncate("f", 4));
	stat("f", &st);
	printf("size %ld\n", (long)st.st_size);
	SHOW(truncate("none", 4));
	SHOW(truncate(".", 4));
	close(fd);
	fd = open("f", O_WRONLY | O_TRUNC);
	fstat(fd, &st);
	printf("size %ld\n", (long)st.st_size);
	close(fd);
	unlink("f");
	leave();
	return 0;
}
