// Limits are read, lowered and inherited; a soft limit over the hard one is refused.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	struct rlimit r = { 0 };
	printf("%d\n", getrlimit(RLIMIT_NOFILE, &r));
	r.rlim_cur = 16;
	printf("%d\n", setrlimit(RLIMIT_NOFILE, &r));
	fflush(stdout);
	if (fork() == 0) {
		struct rlimit mine;
		getrlimit(RLIMIT_NOFILE, &mine);
		printf("inherited %d\n", mine.rlim_cur == 16);
		int last = -1, fd;
		while ((fd = dup(0)) >= 0)
			last = fd;
		printf("last %d, %s\n", last, strerror(errno));
		fflush(stdout);
		_exit(0);
	}
	wait(0);
	r.rlim_cur = r.rlim_max + 1;
	if (r.rlim_max != RLIM_INFINITY) {
		printf("%d", setrlimit(RLIMIT_NOFILE, &r));
		printf(" %s\n", strerror(errno));
	}
	printf("%d", getrlimit(999, &r));
	printf(" %s\n", strerror(errno));
	return 0;
}
