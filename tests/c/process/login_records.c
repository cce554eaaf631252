// utmpx: a walk and a search end, whatever the machine records; without the right nothing is written.
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <utmpx.h>

int main(void)
{
	struct utmpx id = { .ut_type = USER_PROCESS, .ut_id = "zzqx", .ut_line = "no such line" }, *u;
	int first = 0, second = 0;
	setutxent();
	while ((u = getutxent()) && first < 10000)
		first++;
	setutxent();
	while ((u = getutxent()) && second < 10000)
		second++;
	printf("walks agree %d, end %d\n", first == second, first < 10000);
	setutxent();
	printf("id %d", getutxid(&id) == 0);
	setutxent();
	printf(" line %d\n", getutxline(&id) == 0);
	endutxent();
	if (!getuid())
		setuid(65534);
	errno = 0;
	u = pututxline(&id);
	printf("put %d %d\n", u == 0, errno != 0);
	endutxent();
	return 0;
}
