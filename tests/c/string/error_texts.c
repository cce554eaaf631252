// What strerror gave for a number without a name stays as it is through perror, printf's %m, strerror_r and strerror of a named one.
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int main(void)
{
	char *text = strerror(1729576);
	dup2(1, 2);
	errno = -5;
	perror("perror");
	puts(text);
	fflush(stdout);
	char line[64];
	errno = 4321;
	snprintf(line, sizeof line, "%m");
	printf("%s; %s\n", line, text);
	strerror_r(-7, line, sizeof line);
	strerror(EACCES);
	puts(text);
	return 0;
}
