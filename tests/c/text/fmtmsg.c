// fmtmsg on standard error: every component may be missing, and MSGVERB picks some.
#include <fmtmsg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	dup2(1, 2);
	printf("%d %d %d %d\n", MM_NOTOK, MM_OK, MM_NOMSG, MM_NOCON);
	fflush(stdout);
	// Each in a process of its own: glibc looks at the variable once.
	const char *verbs[] = { "", "text", "label:severity", "text:action:tag", "tag:label", "severity:nonsense", "label::text", "text:" };
	for (int i = 0; i < 6; i++) {
		pid_t pid = fork();
		if (!pid) {
			setenv("MSGVERB", verbs[i], 1);
			printf("MSGVERB=%s\n", verbs[i]);
			fflush(stdout);
			printf("%d\n", fmtmsg(MM_PRINT, "UX:cat", MM_ERROR, "no", "yes", "UX:cat:002"));
			fflush(stdout);
			_exit(0);
		}
		int status;
		waitpid(pid, &status, 0);
	}
	int severities[] = { MM_NULLSEV, MM_HALT, MM_ERROR, MM_WARNING, MM_INFO };
	for (int i = 0; i < 5; i++)
		for (int bits = 0; bits < 16; bits++) {
			int r = fmtmsg(MM_PRINT | MM_SOFT, bits & 1 ? "UX:cat" : MM_NULLLBL, severities[i], bits & 2 ? "invalid syntax" : MM_NULLTXT,
				       bits & 4 ? "refer to manual" : MM_NULLACT, bits & 8 ? "UX:cat:001" : MM_NULLTAG);
			printf("%d\n", r);
			fflush(stdout);
		}
	printf("long label %d\n", fmtmsg(MM_PRINT, "UX:much too long for a label", MM_ERROR, "x", "y", "z"));
	printf("long first part %d\n", fmtmsg(MM_PRINT, "elevenbytes:x", MM_ERROR, "x", "y", "z"));
	printf("no severity %d\n", fmtmsg(MM_PRINT, "UX:cat", 77, "x", "y", "z"));
	printf("nowhere %d\n", fmtmsg(MM_NULLMC, "UX:cat", MM_ERROR, "x", "y", "z"));
	return 0;
}
