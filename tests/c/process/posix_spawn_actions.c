// posix_spawn: file actions, attributes, and the error of a program that is not there.
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

int main(int argc, char **argv)
{
	if (argc > 1) {
		char line[50] = "";
		sigset_t set;
		fgets(line, sizeof line, stdin);
		sigprocmask(SIG_BLOCK, 0, &set);
		printf("read %s", line);
		printf("blocked %d group %d\n", sigismember(&set, SIGUSR2), getpgrp() == getpid());
		printf("fd 9 closed %d\n", fcntl(9, F_GETFD) < 0);
		return 6;
	}
	char path[] = "/tmp/spawnXXXXXX";
	int fd = mkstemp(path), status;
	write(fd, "from file\n", 10);
	close(fd);
	dup2(1, 9);
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, SIGUSR2);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, 0, path, O_RDONLY, 0);
	posix_spawn_file_actions_addclose(&actions, 9);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
	posix_spawnattr_setsigmask(&attributes, &set);
	char *args[] = { argv[0], "child", 0 };
	pid_t pid;
	int spawned = posix_spawn(&pid, argv[0], &actions, &attributes, args, environ);
	waitpid(pid, &status, 0);
	printf("spawn %d status %d\n", spawned, WEXITSTATUS(status));
	printf("missing: %s\n", strerror(posix_spawn(&pid, "/nonexistent", 0, 0, args, environ)));
	unlink(path);
	return 0;
}
