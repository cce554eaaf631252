// posix_spawn: attributes told back, signals set in the child, its working directory, scheduling.
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static int run(posix_spawn_file_actions_t *actions, posix_spawnattr_t *attributes, const char *script)
{
	pid_t pid;
	int status;
	fflush(stdout);
	int e = posix_spawn(&pid, "/bin/sh", actions, attributes, (char *[]){ "sh", "-c", (char *)script, 0 }, environ);
	if (e)
		return -e;
	waitpid(pid, &status, 0);
	return status;
}

int main(void)
{
	posix_spawnattr_t a;
	sigset_t set, told;
	struct sched_param p = { 9 };
	int policy = 77;
	posix_spawnattr_init(&a);
	posix_spawnattr_getsigdefault(&a, &told);
	printf("empty %d", sigismember(&told, SIGUSR1));
	posix_spawnattr_getsigmask(&a, &told);
	printf(" %d\n", sigismember(&told, SIGUSR1));
	sigemptyset(&set), sigaddset(&set, SIGUSR1), sigaddset(&set, SIGTERM);
	printf("%d", posix_spawnattr_setsigdefault(&a, &set));
	posix_spawnattr_getsigdefault(&a, &told);
	printf(" %d %d %d\n", sigismember(&told, SIGUSR1), sigismember(&told, SIGTERM), sigismember(&told, SIGUSR2));
	sigdelset(&set, SIGTERM), sigaddset(&set, SIGUSR2);
	printf("%d", posix_spawnattr_setsigmask(&a, &set));
	posix_spawnattr_getsigmask(&a, &told);
	printf(" %d %d %d\n", sigismember(&told, SIGUSR1), sigismember(&told, SIGTERM), sigismember(&told, SIGUSR2));
	printf("%d %d", posix_spawnattr_getschedpolicy(&a, &policy), policy == SCHED_OTHER);
	printf(" %d %d", posix_spawnattr_setschedpolicy(&a, SCHED_RR), posix_spawnattr_getschedpolicy(&a, &policy));
	printf(" %d %d\n", policy == SCHED_RR, posix_spawnattr_setschedpolicy(&a, 77));
	printf("%d %d", posix_spawnattr_getschedparam(&a, &p), p.sched_priority);
	p.sched_priority = 5;
	printf(" %d", posix_spawnattr_setschedparam(&a, &p));
	p.sched_priority = 9;
	posix_spawnattr_getschedparam(&a, &p);
	printf(" %d\n", p.sched_priority);
	/* What the child gets of it. */
	signal(SIGUSR1, SIG_IGN);
	printf("ignored %#x\n", run(0, 0, "kill -USR1 $$; exit 4"));
	posix_spawnattr_setflags(&a, POSIX_SPAWN_SETSIGDEF);
	printf("default %#x\n", run(0, &a, "kill -USR1 $$; exit 4"));
	posix_spawnattr_setflags(&a, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
	printf("blocked %#x\n", run(0, &a, "kill -USR1 $$; exit 4"));
	posix_spawnattr_setschedpolicy(&a, SCHED_OTHER);
	p.sched_priority = 0;
	posix_spawnattr_setschedparam(&a, &p);
	posix_spawnattr_setflags(&a, POSIX_SPAWN_SETSCHEDULER);
	printf("scheduler %#x\n", run(0, &a, "exit 5"));
	posix_spawnattr_setflags(&a, POSIX_SPAWN_SETSCHEDPARAM);
	printf("parameters %#x\n", run(0, &a, "exit 6"));
	posix_spawnattr_destroy(&a);
	return 0;
}
