// setenv, putenv, unsetenv, clearenv, and what a child gets.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;
#define SHOW(e) do { errno = 0; long r_ = (e); int e_ = errno; printf("%s = %ld %s\n", #e, r_, r_ < 0 ? strerror(e_) : ""); } while (0)

static const char *text(const char *name)
{
	char *value = getenv(name);
	return value ? value : "(none)";
}

int main(int argc, char **argv)
{
	if (argc > 1) {
		for (char **e = environ; *e; e++)
			printf("[%s]", *e);
		printf("\n");
		return 0;
	}
	SHOW(clearenv());
	printf("empty %d\n", environ == NULL || *environ == NULL);
	SHOW(setenv("A", "1", 0));
	SHOW(setenv("A", "2", 0));
	printf("%s\n", text("A"));
	SHOW(setenv("A", "a longer value", 1));
	printf("%s %s\n", text("A"), text("AA"));
	SHOW(setenv("", "x", 1));
	SHOW(setenv("B=C", "x", 1));
	SHOW(setenv("EMPTY", "", 1));
	printf("[%s]\n", text("EMPTY"));
	static char own[] = "OWN=first";
	SHOW(putenv(own));
	strcpy(own + 4, "again");
	printf("%s\n", text("OWN"));
	SHOW(putenv("A"));
	printf("%s\n", text("A"));
	SHOW(unsetenv("NONE"));
	SHOW(unsetenv("A="));
	SHOW(setenv("Z", "last", 1));
	SHOW(unsetenv("EMPTY"));
	for (int i = 0; i < 100; i++) {
		char name[16];
		sprintf(name, "V%d", i);
		setenv(name, name, 1);
		if (i % 10)
			unsetenv(name);
	}
	int count = 0;
	for (char **e = environ; *e; e++)
		count++;
	printf("%d variables\n", count);
	char *list[] = { "X=1", "Y=2", "X=3", "odd", 0 };
	environ = list;
	printf("%s %s %s\n", text("X"), text("Y"), text("odd"));
	fflush(stdout);
	if (fork() == 0) {
		execv("/proc/self/exe", (char *[]){ argv[0], "child", 0 });
		_exit(1);
	}
	wait(0);
	fflush(stdout);
	if (fork() == 0) {
		execle("/proc/self/exe", argv[0], "child", (char *)0, (char *[]){ "GIVEN=yes", 0 });
		_exit(1);
	}
	wait(0);
	return 0;
}
