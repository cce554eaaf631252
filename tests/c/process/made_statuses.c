// W_EXITCODE and W_STOPCODE make what the other macros of <sys/wait.h> take apart. The numbers of F_NOTIFY are Linux's.
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>

static void show(int status)
{
	printf("%x: %d %d, %d %d %d, %d %d, %d\n", status, WIFEXITED(status), WEXITSTATUS(status), WIFSIGNALED(status),
		WTERMSIG(status), !!WCOREDUMP(status), WIFSTOPPED(status), WSTOPSIG(status), WIFCONTINUED(status));
}

int main(void)
{
	printf("%x %x %x %x %x %x %x\n", DN_ACCESS, DN_MODIFY, DN_CREATE, DN_DELETE, DN_RENAME, DN_ATTRIB, DN_MULTISHOT);
	show(W_EXITCODE(0, 0));
	show(W_EXITCODE(7, 0));
	show(W_EXITCODE(255, 0));
	show(W_EXITCODE(0, SIGTERM));
	show(W_EXITCODE(0, SIGSEGV) | 0x80);
	show(W_STOPCODE(SIGSTOP));
	show(W_STOPCODE(SIGTTIN));
	return 0;
}
