// mbsnrtowcs with random texts, lengths and alignments: what it writes, how far it reads, and what it answers.
#define _GNU_SOURCE
#include <errno.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <wchar.h>

static unsigned state = 1;
static unsigned any(unsigned limit) {
	state = state * 1103515245u + 12345;
	return (state >> 8) % limit;
}

int main(void) {
	static char bytes[1000] __attribute__((aligned(64)));
	static wchar_t wide[400];
	setlocale(LC_ALL, "C.UTF-8");
	unsigned hash = 0;
	for (int round = 0; round < 6000; round++) {
		int length = any(200), begin = any(33), end = begin;
		unsigned pairs = any(110), others = any(4) ? 0 : any(40), wrong = any(4) ? 1000 : 40;
		for (int i = 0; i < length; i++) {
			char *at = bytes + end;
			if (any(100) < others) {
				memcpy(at, any(2) ? "\xe2\x82\xac" : "\xf0\x9f\x98\x80", 4);
				end += at[0] == '\xe2' ? 3 : 4;
			} else if (any(100) < pairs) {
				*at = 0xc2 + any(0xe0 - 0xc2);
				at[1] = 0x80 + any(0x40);
				end += 2;
			} else {
				*at = 'a' + any(26);
				end++;
			}
			// A byte that does not belong there. glibc waits for more behind 0xf5 to 0xff, with which no character begins.
			if (any(wrong) == 0)
				bytes[end++] = 0x80 + any(0x70);
		}
		bytes[end] = 0;
		if (round % 5 == 0 && end - begin > 3)
			bytes[begin + (end - begin) / 2] = 0;
		wmemset(wide, 7, 400);
		const char *rest = bytes + begin;
		size_t max = round % 3 ? (size_t)-1 : any(220), room = any(300);
		mbstate_t partial;
		memset(&partial, 0, sizeof partial);
		errno = 0;
		int counts = round % 11 == 0;
		size_t result = mbsnrtowcs(counts ? NULL : wide, &rest, max, room, &partial);
		hash = hash * 31 + (unsigned)result;
		hash = hash * 31 + (rest ? (unsigned)(rest - bytes) : 7777u);
		hash = hash * 31 + (unsigned)errno;
		hash = hash * 31 + (counts ? 0 : (unsigned)!mbsinit(&partial));
		for (int i = 0; i < 400; i++)
			hash = hash * 31 + (unsigned)wide[i];
		if (round % 400 == 399)
			printf("%d %08x\n", round, hash);
	}
	return 0;
}
