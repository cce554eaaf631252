// posix_spawn's attributes: process group, session, signal mask and defaults; and reading them back.
#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static int child(const char *what, const char *number)
{
	sigset_t mask;
	struct sigaction sa;
	switch (what[0]) {
	case 'g': return getpgrp() == getpid();
	case 's': return getsid(0) == getpid();
	case 'm': sigprocmask(SIG_BLOCK, 0, &mask); return sigismember(&mask, SIGUSR1) + 2 * sigismember(&mask, SIGUSR2);
	case 'd': sigaction(SIGUSR1, 0, &sa);
		int first = sa.sa_handler == SIG_IGN;
		sigaction(SIGUSR2, 0, &sa);
		return first + 2 * (sa.sa_handler == SIG_IGN);
	}
	return 99;
}

static void spawn(char *what, posix_spawnattr_t *attr)
{
	char *argv[] = { "self", what, 0 };
	pid_t pid;
	int status, e = posix_spawn(&pid, "/proc/self/exe", 0, attr, argv, environ);
	if (e) {
		printf("%s: %s\n", what, strerror(e));
		return;
	}
	waitpid(pid, &status, 0);
	printf("%s: %d\n", what, WEXITSTATUS(status));
}

int main(int argc, char **argv)
{
	if (argc > 1)
		return child(argv[1], argv[2]);
	posix_spawnattr_t a;
	short flags;
	pid_t group;
	sigset_t set;
	signal(SIGUSR1, SIG_IGN);
	signal(SIGUSR2, SIG_IGN);
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, 0);
	posix_spawnattr_init(&a);
	printf("flags %d %hd\n", posix_spawnattr_getflags(&a, &flags), flags);
	spawn("group", &a);
	spawn("mask", &a);
	spawn("defaults", &a);
	posix_spawnattr_setpgroup(&a, 0);
	posix_spawnattr_setflags(&a, POSIX_SPAWN_SETPGROUP);
	spawn("group", &a);
	posix_spawnattr_getpgroup(&a, &group);
	printf("read back %d\n", (int)group);
	sigemptyset(&set);
	sigaddset(&set, SIGUSR2);
	posix_spawnattr_setsigmask(&a, &set);
	posix_spawnattr_setflags(&a, POSIX_SPAWN_SETSIGMASK);
	spawn("mask", &a);
	posix_spawnattr_setsigdefault(&a, &set);
	posix_spawnattr_setflags(&a, POSIX_SPAWN_SETSIGDEF);
	spawn("defaults", &a);
	posix_spawnattr_setflags(&a, POSIX_SPAWN_SETSID);
	spawn("session", &a);
	posix_spawnattr_setpgroup(&a, 999999);
	posix_spawnattr_setflags(&a, POSIX_SPAWN_SETPGROUP);
	spawn("group", &a);
	printf("%s\n", strerror(posix_spawnattr_setflags(&a, 0x4000)));
	posix_spawnattr_destroy(&a);
	return 0;
}
