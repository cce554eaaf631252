// flock: locks belong to the open description, shared by duplicates and children, not by a second open.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

#define SHOW(e) do { long r_ = (e); int e_ = errno; printf("%s = %ld %s\n", #e, r_, r_ < 0 ? strerror(e_) : ""); } while (0)

int main(void)
{
	char name[] = "/tmp/flockXXXXXX";
	int status, one = mkstemp(name), two = open(name, O_RDONLY), copy = dup(one);
	SHOW(flock(one, LOCK_SH));
	SHOW(flock(two, LOCK_SH | LOCK_NB));
	SHOW(flock(one, LOCK_EX | LOCK_NB));
	SHOW(flock(two, LOCK_UN));
	SHOW(flock(one, LOCK_EX | LOCK_NB));
	SHOW(flock(two, LOCK_SH | LOCK_NB));
	SHOW(flock(copy, LOCK_EX | LOCK_NB));
	/* The child has the same description: it may unlock for all. */
	fflush(stdout);
	if (fork() == 0)
		_exit(flock(one, LOCK_EX | LOCK_NB) == 0 && flock(two, LOCK_EX | LOCK_NB) == -1 ? 0 : 1);
	wait(&status);
	printf("child %d\n", WEXITSTATUS(status));
	close(one);
	SHOW(flock(two, LOCK_EX | LOCK_NB));
	close(copy);
	SHOW(flock(two, LOCK_EX | LOCK_NB));
	/* Waiting for it. */
	fflush(stdout);
	pid_t child = fork();
	if (child == 0) {
		close(two);
		int own = open(name, O_RDONLY);
		_exit(flock(own, LOCK_EX) ? 1 : 7);
	}
	usleep(40000);
	printf("still waiting %d\n", waitpid(child, &status, WNOHANG) == 0);
	close(two);
	waitpid(child, &status, 0);
	printf("child %d\n", WEXITSTATUS(status));
	SHOW(flock(-1, LOCK_SH));
	two = open(name, O_RDONLY);
	SHOW(flock(two, 77));
	unlink(name);
	return 0;
}
