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

#include "in_child.h"

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

int main(void)
{
	IN_CHILD(copies(seven));
	IN_CHILD(copies(nine));
	IN_CHILD(copies_text("1234567"));
	IN_CHILD(copies_text("123456789"));
	IN_CHILD(prints("12345"));
	IN_CHILD(prints("1234567"));
	IN_CHILD(reads(seven));
	IN_CHILD(reads(nine));
	IN_CHILD(gets_line((int)seven));
	IN_CHILD(gets_line((int)nine));
	IN_CHILD(smashes(16));
	IN_CHILD(smashes(96));
	return 0;
}
