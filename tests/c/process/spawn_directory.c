// oracle: POSIX
// posix_spawn_file_actions_addchdir and addfchdir of POSIX.1-2024: the child's working directory, in the order of actions.
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define OK(e) printf("%s %s\n", (e) ? "ok" : "wrong", #e)

extern char **environ;

static int run(posix_spawn_file_actions_t *actions, const char *script)
{
	pid_t pid;
	int status;
	fflush(stdout);
	int e = posix_spawn(&pid, "/bin/sh", actions, 0, (char *[]){ "sh", "-c", (char *)script, 0 }, environ);
	if (e)
		return -e;
	waitpid(pid, &status, 0);
	return WEXITSTATUS(status);
}

int main(void)
{
	char dir[] = "/tmp/spwnXXXXXX", other[100];
	mkdtemp(dir);
	snprintf(other, sizeof other, "%s/sub", dir);
	mkdir(other, 0700);
	int fd = open(other, O_RDONLY | O_DIRECTORY);
	posix_spawn_file_actions_t f;
	posix_spawn_file_actions_init(&f);
	OK(posix_spawn_file_actions_addchdir(&f, dir) == 0);
	OK(posix_spawn_file_actions_addopen(&f, 5, "made", O_CREAT | O_WRONLY, 0600) == 0);
	OK(posix_spawn_file_actions_addfchdir(&f, fd) == 0);
	OK(posix_spawn_file_actions_addopen(&f, 6, "made", O_CREAT | O_WRONLY, 0600) == 0);
	OK(posix_spawn_file_actions_addfchdir(&f, -1) == EBADF);
	OK(run(&f, "test -f made && test -f ../made && exit 7") == 7);
	posix_spawn_file_actions_destroy(&f);
	posix_spawn_file_actions_init(&f);
	OK(posix_spawn_file_actions_addchdir(&f, "/no/such") == 0);
	int r = run(&f, "exit 0");
	OK(r == -ENOENT || r == 127);
	posix_spawn_file_actions_destroy(&f);
	char here[200];
	OK(getcwd(here, sizeof here) && strcmp(here, dir));
	snprintf(other, sizeof other, "%s/sub/made", dir);
	OK(unlink(other) == 0);
	snprintf(other, sizeof other, "%s/made", dir);
	OK(unlink(other) == 0);
	snprintf(other, sizeof other, "%s/sub", dir);
	rmdir(other);
	return rmdir(dir);
}
