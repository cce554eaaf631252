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
	static const char *const odd[] = {"\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x98\x80", "\xed\xa0\x80", "\xc3", "\xff"};
	static char bytes[1000] __attribute__((aligned(64)));
	static wchar_t wide[300];
	setlocale(LC_ALL, "C.UTF-8");
	unsigned hash = 0;
	for (int round = 0; round < 8000; round++) {
		int count = any(200), begin = any(33);
		unsigned pairs = round < 4000 ? 0 : any(110);
		char *end = bytes + begin;
		for (int i = 0; i < count; i++) {
			unsigned kind = any(round % 2 ? 60 : 1000);
			if (any(100) < pairs) {
				*end++ = 0xc2 + any(0xe0 - 0xc2);
				*end++ = 0x80 + any(0x40);
			} else if (kind < 3 || (kind < 6 && round % 7 == 0))
				end = stpcpy(end, odd[kind]);
			else
				*end++ = 'a' + kind % 26;
		}
		*end = 0;
		if (round % 5 == 0 && count > 3)
			bytes[begin + count / 2] = 0;
		wmemset(wide, '#', 300);
		const char *rest = bytes + begin;
		size_t max = round % 3 ? (size_t)-1 : any(400), room = any(260);
		mbstate_t shift;
		memset(&shift, 0, sizeof shift);
		errno = 0;
		size_t result = mbsnrtowcs(round % 11 ? wide : NULL, &rest, max, room, &shift);
		hash = hash * 31 + (unsigned)result;
		hash = hash * 31 + (rest ? (unsigned)(rest - bytes) : 7777u);
		hash = hash * 31 + (unsigned)errno + 2 * !mbsinit(&shift);
		/* After an error it is not said what is written. */
		for (size_t i = 0; result != (size_t)-1 && i < 300; i++)
			hash = hash * 31 + (unsigned)wide[i];
		if (round % 400 == 399)
			printf("%d %08x\n", round, hash);
	}
	return 0;
}
