// popen reads from a command or writes to it; pclose gives its status.
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

int main(void)
{
	char line[64];
	FILE *f = popen("echo first; echo second; exit 3", "r");
	while (fgets(line, sizeof line, f))
		printf("line %s", line);
	int status = pclose(f);
	printf("exited %d with %d\n", WIFEXITED(status), WEXITSTATUS(status));
	fflush(stdout);
	f = popen("while read line; do echo \"[$line]\"; done", "w");
	fprintf(f, "to the shell\nanother\n");
	status = pclose(f);
	printf("status %d\n", status);
	f = popen("kill -TERM $$", "r");
	status = pclose(f);
	printf("signaled %d by %d\n", WIFSIGNALED(status), WTERMSIG(status));
	f = popen("/none/such 2>/dev/null", "r");
	status = pclose(f);
	printf("not found %d\n", WEXITSTATUS(status));
	/* Two at once: the second does not hold the first one's end open. */
	FILE *a = popen("cat >/dev/null; echo", "w"), *b = popen("echo both", "r");
	printf("%d", pclose(a));
	printf(" %s", fgets(line, sizeof line, b));
	pclose(b);
	errno = 0;
	printf("%d", popen("true", "z") != NULL);
	printf(" %s\n", strerror(errno));
	return 0;
}
