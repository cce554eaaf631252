// Arguments up to 100 KiB pass; too long a list is refused with E2BIG and the caller goes on.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	if (argc > 1 && argv[1][0] == 'c') {
		size_t total = 0;
		for (int i = 0; i < argc; i++)
			total += strlen(argv[i]);
		printf("%d arguments, %zu bytes\n", argc, total);
		return 0;
	}
	int status, n = 5000;
	static char *list[5001], *none[] = { 0 };
	for (int i = 0; i < n; i++)
		list[i] = "twenty bytes, always";
	list[0] = "self";
	list[1] = "count";
	fflush(stdout);
	if (fork() == 0) {
		execve("/proc/self/exe", list, none);
		_exit(1);
	}
	wait(&status);
	printf("status %d\n", WEXITSTATUS(status));
	/* 64 MiB are more than any system takes. */
	size_t length = 64 << 20;
	char *huge = malloc(length + 1);
	memset(huge, 'x', length);
	huge[length] = 0;
	char *one[] = { "self", huge, 0 };
	printf("%d", execve("/proc/self/exe", one, none));
	printf(" %s\n", strerror(errno));
	char *variables[] = { huge, 0 };
	list[2] = 0;
	printf("%d", execve("/proc/self/exe", list, variables));
	printf(" %s\n", strerror(errno));
	printf("ARG_MAX at least 4096: %d\n", sysconf(_SC_ARG_MAX) >= 4096);
	return 0;
}
