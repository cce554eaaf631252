// Opening a named pipe for reading waits for a writer and the other way round; the end comes with the last writer.
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static char dir[] = "/tmp/fifoXXXXXX";

static long ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int main(void)
{
	char buffer[64];
	int total = 0, n, fd, status;
	if (!mkdtemp(dir) || chdir(dir) || mkfifo("p", 0600))
		return 1;
	for (int writer = 0; writer < 2; writer++) {
		long start = ms();
		if (fork() == 0) {
			usleep(60000);
			fd = open("p", writer ? O_WRONLY : O_RDONLY);
			if (writer)
				write(fd, "late writer", 11);
			_exit(writer ? 0 : read(fd, buffer, sizeof buffer));
		}
		fd = open("p", writer ? O_RDONLY : O_WRONLY);
		long waited = ms() - start;
		n = writer ? read(fd, buffer, sizeof buffer) : write(fd, "early", 5);
		close(fd);
		wait(&status);
		printf("opened %d, waited %d, moved %d, other %d\n", fd >= 0, waited >= 50, n, WEXITSTATUS(status));
		fflush(stdout);
	}
	/* Several writers one after the other, and a reader that opens again. */
	for (int i = 0; i < 3; i++) {
		if (fork() == 0) {
			fd = open("p", O_WRONLY);
			for (int k = 0; k < 100; k++)
				write(fd, "0123456789", 10);
			_exit(0);
		}
		fd = open("p", O_RDONLY);
		while ((n = read(fd, buffer, sizeof buffer)) > 0)
			total += n;
		close(fd);
		wait(0);
		printf("after writer %d: %d\n", i, total);
	}
	unlink("p");
	chdir("/");
	rmdir(dir);
	return 0;
}
