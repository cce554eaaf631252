// What older standards had: ulimit, ftime, isastream, and the list of shells.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/timeb.h>
#include <time.h>
#include <ulimit.h>
#include <unistd.h>

int main(void) {
	signal(SIGXFSZ, SIG_IGN);
	struct rlimit limit;
	printf("%ld\n", ulimit(UL_SETFSIZE, 8L));
	printf("%ld\n", ulimit(UL_GETFSIZE));
	getrlimit(RLIMIT_FSIZE, &limit);
	printf("%llu\n", (unsigned long long)limit.rlim_cur);
	errno = 0;
	printf("%ld", ulimit(99));
	printf(" %d\n", errno == EINVAL);

	struct timeb now;
	// time() may show the last tick's second, ftime the present one.
	time_t before = time(NULL);
	printf("%d", ftime(&now));
	time_t after = time(NULL);
	printf(" %d %d\n", now.time >= before - 1 && now.time <= after + 1, now.millitm < 1000);

	int shells = 0, first_again = 0;
	char first[256] = "", *shell;
	while ((shell = getusershell())) {
		if (!shells++)
			strcpy(first, shell);
		if (shell[0] != '/')
			printf("no path: %s\n", shell);
	}
	setusershell();
	shell = getusershell();
	first_again = shell && !strcmp(shell, first);
	endusershell();
	printf("%d %d\n", shells > 1, first_again);
	return 0;
}
