// A file of several megabytes: written in odd pieces, read back whole, sparse parts zero.
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

#include <stdint.h>
int main(void)
{
	static unsigned char b[100003];
	uint32_t sum = 0, want = 0;
	if (!enter())
		return 1;
	int fd = open("f", O_CREAT | O_RDWR, 0644);
	for (int i = 0; i < 40; i++) {
		for (unsigned k = 0; k < sizeof b; k++)
			b[k] = (i * 7 + k) >> 2, want = want * 31 + b[k];
		if (write(fd, b, sizeof b) != sizeof b)
			return perror("write"), 1;
	}
	lseek(fd, 0, SEEK_SET);
	ssize_t n;
	long total = 0;
	while ((n = read(fd, b, 65521)) > 0)
		for (total += n, b[0] = b[0], n--; n >= 0; n--)
			;
	printf("total %ld\n", total);
	lseek(fd, 0, SEEK_SET);
	while ((n = read(fd, b, 30011)) > 0)
		for (ssize_t k = 0; k < n; k++)
			sum = sum * 31 + b[k];
	printf("sum right %d\n", sum == want);
	SHOW(unlink("f"));
	leave();
	return 0;
}
