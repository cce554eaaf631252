// posix_spawn's file actions run in their order: open, dup2, close, chdir; an error ends the attempt.
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;
static char name[] = "/tmp/spawnXXXXXX";

static void spawn(const char *title, posix_spawn_file_actions_t *actions, char *what)
{
	char *argv[] = { "self", what, 0 };
	pid_t pid;
	int status, e = posix_spawnp(&pid, "/proc/self/exe", actions, 0, argv, environ);
	if (e) {
		printf("%s: %s\n", title, strerror(e));
		return;
	}
	waitpid(pid, &status, 0);
	printf("%s: exited %d\n", title, WEXITSTATUS(status));
}

int main(int argc, char **argv)
{
	if (argc > 1) {
		char buffer[64];
		if (argv[1][0] == 'c')
			return strcmp(getcwd(buffer, sizeof buffer), "/") == 0;
		if (argv[1][0] == 'o')
			return fcntl(20, F_GETFD) >= 0;
		printf("from the child\n");
		return 3;
	}
	posix_spawn_file_actions_t a;
	close(mkstemp(name));
	posix_spawn_file_actions_init(&a);
	posix_spawn_file_actions_addopen(&a, 20, name, O_WRONLY | O_TRUNC, 0);
	posix_spawn_file_actions_adddup2(&a, 20, 1);
	posix_spawn_file_actions_addclose(&a, 20);
	spawn("redirected", &a, "print");
	char line[64] = "";
	FILE *f = fopen(name, "r");
	fgets(line, sizeof line, f);
	printf("file has: %s", line);
	spawn("closed", &a, "open?");
	posix_spawn_file_actions_destroy(&a);
	posix_spawn_file_actions_init(&a);
	posix_spawn_file_actions_addchdir_np(&a, "/");
	spawn("moved", &a, "cwd");
	posix_spawn_file_actions_addopen(&a, 20, "tmp", O_RDONLY, 0);
	spawn("relative to there", &a, "open?");
	posix_spawn_file_actions_addopen(&a, 21, "/none/such", O_RDONLY, 0);
	spawn("cannot open", &a, "print");
	posix_spawn_file_actions_destroy(&a);
	posix_spawn_file_actions_init(&a);
	/* dup2 onto itself takes close-on-exec away. */
	int fd = open(name, O_RDONLY | O_CLOEXEC);
	dup3(fd, 20, O_CLOEXEC);
	posix_spawn_file_actions_adddup2(&a, 20, 20);
	spawn("kept", &a, "open?");
	posix_spawn_file_actions_adddup2(&a, 77, 5);
	spawn("bad descriptor", &a, "print");
	printf("%s\n", strerror(posix_spawn_file_actions_addclose(&a, -1)));
	posix_spawn_file_actions_destroy(&a);
	spawn("no actions", 0, "cwd");
	unlink(name);
	return 0;
}
