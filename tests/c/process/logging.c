// syslog: the mask told, the message shown on standard error too with LOG_PERROR.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

int main(void)
{
	int p[2];
	char b[400];
	pipe(p);
	dup2(p[1], 2);
	printf("%#x", setlogmask(0));
	printf(" %#x", setlogmask(LOG_UPTO(LOG_WARNING)));
	printf(" %#x", setlogmask(LOG_MASK(LOG_ERR) | LOG_MASK(LOG_INFO)));
	printf(" %#x\n", setlogmask(0));
	openlog("tester", LOG_PERROR, LOG_USER);
	syslog(LOG_ERR, "message %d %s", 5, "text");
	syslog(LOG_DEBUG, "masked");
	syslog(LOG_INFO, "with newline\n");
	closelog();
	openlog("other", LOG_PERROR | LOG_PID, LOG_DAEMON);
	syslog(LOG_ERR, "numbered");
	closelog();
	close(p[1]), close(2);
	ssize_t n = 0, r;
	while ((r = read(p[0], b + n, sizeof b - 1 - n)) > 0)
		n += r;
	b[n] = 0;
	char *pid = strstr(b, "other[");
	printf("%d\n", pid && atoi(pid + 6) == getpid());
	if (pid)
		*pid = 0;
	printf("%s", b);
	return 0;
}
