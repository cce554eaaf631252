// Handlers that interrupt each other: what sa_mask holds back until the handler returns.
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Not static: the compiler must not think that raise cannot change it. */
char trace[256];
volatile int rounds;
static void note(const char *text) { strcat(trace, text); }

static void outer(int sig)
{
	note("<usr1 ");
	raise(SIGUSR2);
	raise(SIGTERM);
	if (rounds++ == 0)
		raise(SIGUSR1);
	note("usr1>");
}
static void inner(int sig) { note("<usr2>"); }
static void term(int sig) { note("<term>"); }

static void set(int sig, void (*function)(int), int masked, int flags)
{
	struct sigaction sa;
	memset(&sa, 0, sizeof sa);
	sa.sa_handler = function;
	sa.sa_flags = flags;
	if (masked)
		sigaddset(&sa.sa_mask, masked);
	sigaction(sig, &sa, 0);
}

static void run(const char *title)
{
	trace[0] = 0;
	rounds = 0;
	raise(SIGUSR1);
	printf("%s: %s\n", title, trace);
}

int main(void)
{
	set(SIGUSR2, inner, 0, 0);
	set(SIGTERM, term, 0, 0);
	set(SIGUSR1, outer, 0, 0);
	run("nothing masked but itself");
	set(SIGUSR1, outer, SIGTERM, 0);
	run("one masked");
	set(SIGUSR1, outer, SIGUSR2, SA_NODEFER);
	run("one masked, not itself");
	/* Raised while blocked: all come when unblocked. */
	sigset_t block, old;
	sigemptyset(&block);
	sigaddset(&block, SIGUSR2);
	sigaddset(&block, SIGTERM);
	sigprocmask(SIG_BLOCK, &block, &old);
	trace[0] = 0;
	raise(SIGTERM);
	raise(SIGUSR2);
	raise(SIGTERM);
	printf("held back: [%s]\n", trace);
	sigprocmask(SIG_SETMASK, &old, 0);
	printf("all came once: %d %d length %zu\n", strstr(trace, "<usr2>") != 0, strstr(trace, "<term>") != 0, strlen(trace));
	return 0;
}
