// close_range closes a range or marks it, open or not, and refuses what it does not know.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define SHOW(e) do { long r_ = (e); int e_ = errno; printf("%s = %ld %s\n", #e, r_, r_ < 0 ? strerror(e_) : ""); } while (0)

static void state(void)
{
	for (int fd = 20; fd < 30; fd++) {
		int flags = fcntl(fd, F_GETFD);
		putchar(flags < 0 ? '-' : flags & FD_CLOEXEC ? 'x' : 'o');
	}
	putchar('\n');
}

int main(void)
{
	for (int fd = 20; fd < 30; fd++)
		if (fd != 25)
			dup2(1, fd);
	state();
	SHOW(close_range(22, 23, 0));
	state();
	SHOW(close_range(24, 26, CLOSE_RANGE_CLOEXEC));
	state();
	SHOW(close_range(24, 26, 0));
	state();
	SHOW(close_range(29, 28, 0));
	SHOW(close_range(20, 29, 1 << 10));
	state();
	SHOW(close_range(28, ~0U, 0));
	state();
	SHOW(close_range(28, ~0U, 0));
	return 0;
}
