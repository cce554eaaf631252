// A script is run by the interpreter that its first line names, with one argument.
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	if (argc > 1 && !strncmp(argv[1], "--", 2)) {
		printf("argc %d, option %s, script ends %s, last %s\n", argc, argv[1],
		       strrchr(argv[2], '/'), argv[argc - 1]);
		return 7;
	}
	char self[200], text[300], path[] = "/tmp/scriptXXXXXX";
	if (!realpath(argv[0], self))
		return 1;
	if (!mkdtemp(path) || chdir(path))
		return 1;
	int fd = open("script", O_CREAT | O_WRONLY, 0755);
	snprintf(text, sizeof text, "#! %s --a b  c\nignored\n", self);
	write(fd, text, strlen(text));
	close(fd);
	int status;
	fflush(stdout);
	if (fork() == 0) {
		execl("./script", "script", "one", "two", (char *)0);
		perror("execl");
		_exit(1);
	}
	wait(&status);
	printf("status %d\n", WEXITSTATUS(status));
	unlink("script"), chdir("/"), rmdir(path);
	return 0;
}
