// Arguments and environment pass through exec unchanged, empty and long ones too.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

extern char **environ;

int main(int argc, char **argv)
{
	if (argc > 1 && !strcmp(argv[1], "again")) {
		printf("argc %d\n", argc);
		for (int i = 1; i < argc; i++)
			printf("%d: length %zu, starts %.10s\n", i, strlen(argv[i]), argv[i]);
		for (char **e = environ; *e; e++)
			printf("env %.20s length %zu\n", *e, strlen(*e));
		return 0;
	}
	char *long_one = malloc(70001);
	memset(long_one, 'x', 70000);
	long_one[70000] = 0;
	char *args[] = { argv[0], "again", "", "a b\nc", long_one, "\xff\x80", 0 };
	char *env[] = { "A=1", "EMPTY=", "NOEQUALS", 0 };
	fflush(stdout);
	execve("/proc/self/exe", args, env);
	execve(argv[0], args, env);
	perror("execve");
	return 1;
}
