// Runs a call in a child process and tells how that ended, and what it said on its standard error.
#ifndef IN_CHILD_H
#define IN_CHILD_H

#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#define IN_CHILD(call) \
	do { \
		int ends[2], status; \
		char said[200]; \
		fflush(stdout); \
		if (pipe(ends)) return 1; \
		if (fork() == 0) { \
			dup2(ends[1], 2); \
			call; \
			fflush(stdout); \
			_exit(0); \
		} \
		close(ends[1]); \
		ssize_t got = read(ends[0], said, sizeof said - 1); \
		close(ends[0]); \
		wait(&status); \
		said[got < 0 ? 0 : got] = 0; \
		printf("%s: signal %d, status %d, %s\n", #call, WIFSIGNALED(status) ? WTERMSIG(status) : 0, \
			WIFEXITED(status) ? WEXITSTATUS(status) : 0, said[0] ? said : "silent\n"); \
	} while (0)

#endif
