// headers: own
// libs: -fstack-protector-strong
// A program compiled with _FORTIFY_SOURCE and with canaries: writing past an object's end ends it with a message.
#undef _FORTIFY_SOURCE
#define _FORTIFY_SOURCE 3
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile size_t seven = 7, nine = 9;

struct pair {
	char name[8];
	char other[8];
};

static void copies(size_t count)
{
	char *block = malloc(8);
	memcpy(block, "123456789", count);
	printf("%.*s\n", (int)count, block);
	free(block);
}

static void copies_text(const char *from)
{
	struct pair pair;
	strcpy(pair.name, from);
	puts(pair.name);
}

static void prints(const char *from)
{
	char area[8];
	sprintf(area, "<%s>", from);
	puts(area);
}

static void reads(size_t count)
{
	char area[8] = "";
	printf("%d\n", (int)read(0, area, count));
}

static void gets_line(int count)
{
	char area[8] = "";
	printf("%d\n", fgets(area, count, stdin) != 0);
}

/* The canary lies behind the array: at most 64 bytes on. */
__attribute__((noinline)) static void smashes(size_t count)
{
	volatile char area[16];
	for (size_t at = 0; at < count; at++)
		area[at] = 'x';
	printf("%c\n", area[0]);
	fflush(stdout);
}

#define RUN(call) \
	do { \
		int ends[2], status; \
		char said[200]; \
		fflush(stdout); \
		if (pipe(ends)) return 1; \
		if (fork() == 0) { \
			dup2(ends[1], 2); \
			call; \
			fflush(stdout); \
			_exit(0); \
		} \
		close(ends[1]); \
		ssize_t got = read(ends[0], said, sizeof said - 1); \
		close(ends[0]); \
		wait(&status); \
		said[got < 0 ? 0 : got] = 0; \
		printf("%s: signal %d, status %d, %s\n", #call, WIFSIGNALED(status) ? WTERMSIG(status) : 0, \
			WIFEXITED(status) ? WEXITSTATUS(status) : 0, said[0] ? said : "silent\n"); \
	} while (0)

int main(void)
{
	RUN(copies(seven));
	RUN(copies(nine));
	RUN(copies_text("1234567"));
	RUN(copies_text("123456789"));
	RUN(prints("12345"));
	RUN(prints("1234567"));
	RUN(reads(seven));
	RUN(reads(nine));
	RUN(gets_line((int)seven));
	RUN(gets_line((int)nine));
	RUN(smashes(16));
	RUN(smashes(96));
	return 0;
}
