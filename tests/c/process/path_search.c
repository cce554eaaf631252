// execvp and execlp search PATH: order, empty parts, files that cannot be run, scripts without a first line.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char dir[] = "/tmp/pathXXXXXX";

static void script(const char *name, const char *text, int mode)
{
	int fd = open(name, O_CREAT | O_WRONLY, 0755);
	write(fd, text, strlen(text));
	close(fd);
	chmod(name, mode);
}

static void run(const char *path, char *program)
{
	int status;
	char all[200];
	snprintf(all, sizeof all, path, dir, dir);
	setenv("PATH", all, 1);
	fflush(stdout);
	if (fork() == 0) {
		execlp(program, program, "arg", (char *)0);
		printf("%s: %s\n", program, strerror(errno));
		fflush(stdout);
		_exit(1);
	}
	wait(&status);
}

int main(void)
{
	if (!mkdtemp(dir) || chdir(dir))
		return 1;
	mkdir("one", 0755);
	mkdir("two", 0755);
	mkdir("one/folder", 0755);
	script("one/p", "#!/bin/sh\necho one/p $1\n", 0755);
	script("two/p", "#!/bin/sh\necho two/p $1\n", 0755);
	script("one/q", "#!/bin/sh\necho one/q\n", 0644);
	script("two/q", "#!/bin/sh\necho two/q\n", 0755);
	script("plain", "echo no first line $1\n", 0755);
	script("two/folder", "#!/bin/sh\necho two/folder\n", 0755);
	script("one/denied", "x", 0644);
	run("%s/one:%s/two", "p");
	run("%s/two:%s/one", "p");
	run("%s/one:%s/two", "q");
	run("%s/one:%s/two", "folder");
	run("%s/one:%s/two", "denied");
	run("%s/one:%s/two", "missing");
	run("%s/one:%s/two", "plain");
	run("%s/one::%s/two", "plain");
	run("%s/one:/none:%s/two:", "plain");
	run("%s/none", "./plain");
	run("%s/one", "one/denied");
	run("%s/one", "");
	run("%s/one", "/none/such");
	char command[64];
	setenv("PATH", "/bin:/usr/bin", 1);
	sprintf(command, "rm -r %s", dir);
	chdir("/");
	return system(command);
}
