// The CPU clocks of other threads and of other processes.
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static long ms(clockid_t clock) {
	struct timespec t;
	if (clock_gettime(clock, &t))
		return -1;
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void work(int wanted) {
	volatile long n = 0;
	while (ms(CLOCK_THREAD_CPUTIME_ID) < wanted)
		for (int i = 0; i < 20000; i++)
			n += i;
}

static int to_main[2], to_thread[2];
static char byte;

static void *thread(void *arg) {
	work(60);
	write(to_main[1], "w", 1);
	read(to_thread[0], &byte, 1);
	return arg;
}

int main(void) {
	clockid_t clock;
	struct timespec r;
	pipe(to_main);
	pipe(to_thread);

	pthread_t t;
	pthread_create(&t, NULL, thread, NULL);
	read(to_main[0], &byte, 1);
	printf("%s\n", strerror(pthread_getcpuclockid(t, &clock)));
	long before = ms(clock);
	printf("the thread's work is in its clock %d, not in ours %d\n", before >= 60, ms(CLOCK_THREAD_CPUTIME_ID) < 50);
	printf("resolution %d %d\n", clock_getres(clock, &r), r.tv_sec == 0 && r.tv_nsec > 0);
	usleep(100000);
	printf("waiting costs nothing %d\n", ms(clock) - before < 30);
	write(to_thread[1], "e", 1);
	pthread_join(t, NULL);

	pid_t child = fork();
	if (!child) {
		work(60);
		write(to_main[1], "w", 1);
		read(to_thread[0], &byte, 1);
		_exit(0);
	}
	read(to_main[0], &byte, 1);
	printf("%s\n", strerror(clock_getcpuclockid(child, &clock)));
	before = ms(clock);
	printf("the child's work is in its clock %d\n", before >= 55);
	usleep(100000);
	printf("waiting costs nothing %d\n", ms(clock) - before < 30);
	printf("one's parent has a clock, too: %s\n", strerror(clock_getcpuclockid(getppid(), &clock)));
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	printf("gone: %s\n", strerror(clock_getcpuclockid(child, &clock)));
	clock = (~child << 3) | 2;
	printf("its clock, too: %ld\n", ms(clock));
	return 0;
}
