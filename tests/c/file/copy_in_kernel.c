// sendfile and copy_file_range: from an offset, from the file's own, past the end.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <unistd.h>

#define SHOW(e) do { long r_ = (e); int e_ = errno; printf("%s = %ld %s\n", #e, r_, r_ < 0 ? strerror(e_) : ""); } while (0)

int main(void)
{
	char from[] = "/tmp/fromXXXXXX", to[] = "/tmp/toXXXXXX", buffer[100] = "";
	int in = mkstemp(from), out = mkstemp(to), p[2];
	pipe(p);
	write(in, "0123456789abcdefghij", 20);
	off_t offset = 5;
	SHOW(sendfile(out, in, &offset, 7));
	SHOW(offset);
	SHOW(lseek(in, 0, SEEK_CUR));
	lseek(in, 15, SEEK_SET);
	SHOW(sendfile(out, in, 0, 100));
	SHOW(sendfile(out, in, 0, 100));
	SHOW(pread(out, buffer, sizeof buffer, 0));
	printf("%s\n", buffer);
	offset = 0;
	SHOW(sendfile(p[1], in, &offset, 10));
	SHOW(read(p[0], buffer, 10));
	printf("%.10s\n", buffer);
	off_t a = 2, b = 30;
	SHOW(copy_file_range(in, &a, out, &b, 6, 0));
	SHOW(a);
	SHOW(b);
	SHOW(pread(out, buffer, 6, 30));
	printf("%.6s\n", buffer);
	SHOW(lseek(out, 0, SEEK_END));
	SHOW(sendfile(-1, in, 0, 1));
	SHOW(sendfile(out, -1, 0, 1));
	unlink(from), unlink(to);
	return 0;
}
