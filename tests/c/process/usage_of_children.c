// wait4 tells what the child used; getrusage of children adds up those that were waited for.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/times.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static long ms(struct timeval t) { return t.tv_sec * 1000 + t.tv_usec / 1000; }

static void burn(void)
{
	/* Twice what is asked for below: Linux counts pages in batches on each CPU, so that it may tell less than were touched. */
	static char pages[8 << 20];
	memset(pages, 1, sizeof pages);
	struct timespec t;
	volatile long n = 0;
	do {
		for (int i = 0; i < 10000; i++)
			n += i;
		clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	} while (t.tv_nsec < 100000000 && t.tv_sec == 0);
}

int main(void)
{
	struct rusage used, before, after;
	struct tms t;
	int status;
	getrusage(RUSAGE_CHILDREN, &before);
	printf("children before: %ld\n", ms(before.ru_utime) + ms(before.ru_stime));
	pid_t pid = fork();
	if (pid == 0) {
		burn();
		_exit(9);
	}
	int waited = wait4(pid, &status, 0, &used) == pid;
	printf("%d status %d\n", waited, WEXITSTATUS(status));
	printf("used at least 90 ms: %d\n", ms(used.ru_utime) + ms(used.ru_stime) >= 90);
	getrusage(RUSAGE_CHILDREN, &after);
	printf("same in getrusage: %d\n", labs(ms(after.ru_utime) + ms(after.ru_stime) - ms(used.ru_utime) - ms(used.ru_stime)) <= 20);
	times(&t);
	printf("times: %d\n", (t.tms_cutime + t.tms_cstime) * 1000 / sysconf(_SC_CLK_TCK) >= 80);
	/* A grandchild counts once its parent has waited for it. */
	if (fork() == 0) {
		if (fork() == 0) {
			burn();
			_exit(0);
		}
		wait(0);
		_exit(0);
	}
	printf("%d\n", wait3(&status, 0, &used) > 0);
	getrusage(RUSAGE_CHILDREN, &after);
	printf("both: %d\n", ms(after.ru_utime) + ms(after.ru_stime) >= 180);
	printf("peak memory known: %d\n", after.ru_maxrss >= 4096);
	printf("%d", getrusage(99, &used));
	printf(" %s\n", strerror(errno));
	printf("%d", wait4(-1, &status, 0, &used));
	printf(" %s\n", strerror(errno));
	return 0;
}
