// oracle: POSIX
// headers: own
// Close-on-fork and posix_spawn of POSIX.1-2024: what has the flag once the file actions are done is closed; an action may
// duplicate it before, also onto itself. system and popen, which fork, do not pass it on.
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define OK(e) printf("%s %s\n", (e) ? "ok" : "wrong", #e)

extern char **environ;
static char *name;

// Which of the descriptors 20 to 26 the spawned program has, as bits; -1 and less for an error.
static int spawned(posix_spawn_file_actions_t *actions)
{
	pid_t pid;
	int status;
	fflush(stdout);
	int error = posix_spawn(&pid, "/proc/self/exe", actions, 0, (char *[]){ name, "which", 0 }, environ);
	if (error)
		return -error;
	waitpid(pid, &status, 0);
	if (actions) {
		posix_spawn_file_actions_destroy(actions);
		posix_spawn_file_actions_init(actions);
	}
	return WEXITSTATUS(status) == 127 ? -1000 : WEXITSTATUS(status);
}

static int which(void)
{
	int bits = 0;
	for (int fd = 20; fd < 27; fd++)
		if (fcntl(fd, F_GETFD) >= 0)
			bits |= 1 << (fd - 20);
	// 127 is what is said where there is no program.
	return bits == 127 ? 255 : bits;
}

static int reads(FILE *stream)
{
	int c = fgetc(stream);
	return pclose(stream) == 0 ? c : -1;
}

int main(int argc, char **argv)
{
	name = argv[0];
	if (argc > 1)
		return which();
	int fd = open("/dev/null", O_RDWR);
	// 20 and 21 have the flag, 22 has not, 23 is closed on exec, 24 both.
	OK(dup3(fd, 20, O_CLOFORK) == 20 && dup3(fd, 21, O_CLOFORK) == 21 && dup2(fd, 22) == 22);
	OK(dup3(fd, 23, O_CLOEXEC) == 23 && dup3(fd, 24, O_CLOFORK | O_CLOEXEC) == 24);
	OK(spawned(0) == 4);
	posix_spawn_file_actions_t f;
	posix_spawn_file_actions_init(&f);
	OK(spawned(&f) == 4);
	posix_spawn_file_actions_adddup2(&f, 20, 20);
	OK(spawned(&f) == (1 | 4));
	posix_spawn_file_actions_adddup2(&f, 24, 24);
	OK(spawned(&f) == (4 | 16));
	posix_spawn_file_actions_adddup2(&f, 20, 25);
	OK(spawned(&f) == (4 | 32));
	posix_spawn_file_actions_adddup2(&f, 22, 21);
	OK(spawned(&f) == (2 | 4));
	posix_spawn_file_actions_addclose(&f, 20);
	posix_spawn_file_actions_addopen(&f, 20, "/dev/null", O_RDONLY, 0);
	OK(spawned(&f) == (1 | 4));
	posix_spawn_file_actions_addopen(&f, 21, "/dev/null", O_RDONLY, 0);
	OK(spawned(&f) == (2 | 4));
	posix_spawn_file_actions_addopen(&f, 26, "/dev/null", O_RDONLY | O_CLOFORK, 0);
	OK(spawned(&f) == 4);
	posix_spawn_file_actions_adddup2(&f, 20, 26);
	posix_spawn_file_actions_addclose(&f, 20);
	posix_spawn_file_actions_adddup2(&f, 26, 25);
	OK(spawned(&f) == (4 | 32 | 64));
	posix_spawn_file_actions_adddup2(&f, 99, 20);
	int result = spawned(&f);
	OK(result == -EBADF || result == -1000);
	posix_spawn_file_actions_destroy(&f);
	OK(fcntl(20, F_GETFD) == FD_CLOFORK && fcntl(24, F_GETFD) == (FD_CLOFORK | FD_CLOEXEC));
	// A shell need know no descriptors above 9.
	OK(dup3(fd, 7, O_CLOFORK) == 7 && dup2(fd, 8) == 8);
	OK(system("true <&8") == 0);
	OK(system("{ true <&7; } 2>/dev/null") != 0);
	OK(reads(popen("{ true <&7; } 2>/dev/null && echo open || echo closed", "r")) == 'c');
	OK(reads(popen("{ true <&8; } 2>/dev/null && echo open || echo closed", "r")) == 'o');
	fflush(stdout);
	OK(fcntl(20, F_SETFD, 0) == 0 && spawned(0) == (1 | 4));
	return 0;
}
