// headers: own
// A program compiled with _FORTIFY_SOURCE: %n in memory that can be written to, gaps among positions and jumps into
// functions that have returned end it with a message.
#undef _FORTIFY_SOURCE
#define _FORTIFY_SOURCE 2
#define _GNU_SOURCE
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <syslog.h>
#include <unistd.h>
#include <wchar.h>

#include "in_child.h"

static char area[64];
static wchar_t wide[64];
static char writable[] = "ab%ncd\n";
static wchar_t wide_writable[] = L"ab%ncd";
static int count;
static FILE *wide_file;

static int list(const char *text, ...)
{
	va_list arguments;
	va_start(arguments, text);
	int result = vsnprintf(area, sizeof area, text, arguments);
	va_end(arguments);
	return result;
}

/* A format over two pages, of which the second can be written to or not. */
static char *across(int protection)
{
	long page = sysconf(_SC_PAGESIZE);
	char *pages = mmap(0, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	char *text = pages + page - 2;
	strcpy(text, "%nxyz");
	mprotect(pages, page, PROT_READ);
	mprotect(pages + page, page, protection);
	return text;
}

static jmp_buf place;
static sigjmp_buf signal_place;
static volatile int zero;

__attribute__((noinline)) static void mark(void)
{
	volatile char room[4096];
	room[zero] = 0;
	if (setjmp(place)) _exit(3 + room[0]);
}

static void jump_down(void)
{
	mark();
	longjmp(place, 1);
}

/* In a frame below, so that the place is above. */
__attribute__((noinline)) static void deeper(void)
{
	volatile char room[512];
	room[zero] = 1;
	longjmp(place, room[0]);
}

static void jump_up(void)
{
	if (setjmp(place) == 0) deeper();
	puts("up");
}

static void leave(int number)
{
	siglongjmp(signal_place, number);
}

/* The signal's stack lies in static memory, far below this one; and above one that is allocated below. */
static void leave_handler(int where)
{
	static char low[65536];
	char high[65536];
	stack_t stack = { .ss_sp = where ? high : low, .ss_size = sizeof low };
	struct sigaction action = { .sa_handler = leave, .sa_flags = SA_ONSTACK };
	sigaltstack(&stack, 0);
	sigaction(SIGUSR1, &action, 0);
	if (sigsetjmp(signal_place, 1) == 0) {
		raise(SIGUSR1);
		puts("not reached");
	}
	printf("left %d\n", where);
}

int main(void)
{
	IN_CHILD(printf("%d%n\n", 12345, &count); printf("%d\n", count));
	IN_CHILD(printf(writable, &count));
	IN_CHILD(fprintf(stdout, writable, &count));
	IN_CHILD(dprintf(1, writable, &count));
	IN_CHILD(snprintf(area, sizeof area, writable, &count));
	IN_CHILD(sprintf(area, writable, &count));
	IN_CHILD(list(writable, &count));
	IN_CHILD(char *made; asprintf(&made, writable, &count));
	IN_CHILD(syslog(LOG_INFO, writable, &count));
	wide_file = fopen("/dev/null", "w");
	IN_CHILD(fwprintf(wide_file, wide_writable, &count));
	IN_CHILD(swprintf(wide, 64, wide_writable, &count));
	IN_CHILD(fwprintf(wide_file, L"%ls%n\n", L"four", &count); printf("%d\n", count));
	IN_CHILD(printf(across(PROT_READ), &count));
	IN_CHILD(printf(across(PROT_READ | PROT_WRITE), &count));
	IN_CHILD(printf(strcpy(area, "no count: %d\n"), 7));
	IN_CHILD(printf("%2$d %1$d\n", 1, 2));
	IN_CHILD(printf("%3$d %1$d\n", 1, 2, 3));
	IN_CHILD(jump_up());
	IN_CHILD(jump_down());
	IN_CHILD(leave_handler(0));
	IN_CHILD(leave_handler(1));
	return 0;
}
