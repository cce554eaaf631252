// oracle: POSIX
// sig2str and str2sig of POSIX.1-2024: names without SIG, real-time signals from either end, numbers.
#include <signal.h>
#include <stdio.h>
#include <string.h>

#define OK(e) printf("%s %s\n", (e) ? "ok" : "wrong", #e)

int main(void)
{
	char b[SIG2STR_MAX];
	int n;
	OK(sig2str(SIGHUP, b) == 0 && !strcmp(b, "HUP"));
	OK(sig2str(SIGKILL, b) == 0 && !strcmp(b, "KILL"));
	OK(sig2str(SIGCHLD, b) == 0 && !strcmp(b, "CHLD"));
	OK(sig2str(SIGRTMIN, b) == 0 && !strcmp(b, "RTMIN"));
	OK(sig2str(SIGRTMAX, b) == 0 && !strcmp(b, "RTMAX"));
	OK(sig2str(SIGRTMIN + 1, b) == 0 && !strcmp(b, "RTMIN+1"));
	OK(sig2str(SIGRTMAX - 1, b) == 0 && !strcmp(b, "RTMAX-1"));
	OK(sig2str(-1, b) == -1);
	/* Solaris and gnulib. */
	OK(sig2str(0, b) == 0 && !strcmp(b, "EXIT"));
	OK(str2sig("EXIT", &n) == 0 && n == 0);
	OK(str2sig("0", &n) == 0 && n == 0);
	OK(sig2str(SIGPOLL, b) == 0 && !strcmp(b, "POLL"));
	OK(str2sig("IO", &n) == 0 && n == SIGIO);
	OK(sig2str(9999, b) == -1);
	OK(str2sig("TERM", &n) == 0 && n == SIGTERM);
	OK(str2sig("RTMIN", &n) == 0 && n == SIGRTMIN);
	OK(str2sig("RTMIN+2", &n) == 0 && n == SIGRTMIN + 2);
	OK(str2sig("RTMAX-2", &n) == 0 && n == SIGRTMAX - 2);
	OK(str2sig("9", &n) == 0 && n == SIGKILL);
	OK(str2sig("SIGTERM", &n) == -1);
	OK(str2sig("NOPE", &n) == -1);
	OK(str2sig("", &n) == -1);
	OK(str2sig("RTMIN+999", &n) == -1);
	int round = 1;
	for (int s = 1; s <= SIGRTMAX; s++)
		if (sig2str(s, b) == 0)
			round &= str2sig(b, &n) == 0 && n == s;
	OK(round);
	return 0;
}
