// wcsnrtombs with random texts, lengths and alignments: what it writes, how far it reads, and what it answers.
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
	static wchar_t wide[300] __attribute__((aligned(64)));
	static char bytes[900];
	setlocale(LC_ALL, "C.UTF-8");
	unsigned hash = 0;
	for (int round = 0; round < 6000; round++) {
		int length = any(200), begin = any(17);
		unsigned pairs = round < 4000 ? 0 : any(100);
		for (int i = 0; i < length; i++) {
			unsigned kind = any(round % 2 ? 60 : 1000);
			wide[begin + i] = any(100) < pairs ? 0x80 + any(0x780) : kind == 0 ? 0xe9 : kind == 1 ? 0x20ac : kind == 2 ? 0x1f600 : kind == 3 && round % 7 == 0 ? 0xd800 : 'a' + kind % 26;
		}
		wide[begin + length] = 0;
		if (round % 5 == 0 && length > 3)
			wide[begin + length / 2] = 0;
		memset(bytes, '#', sizeof bytes);
		const wchar_t *rest = wide + begin;
		size_t max = round % 3 ? (size_t)-1 : any(220), room = any(400);
		errno = 0;
		size_t result = wcsnrtombs(round % 11 ? bytes : NULL, &rest, max, room, NULL);
		hash = hash * 31 + (unsigned)result;
		hash = hash * 31 + (rest ? (unsigned)(rest - wide) : 7777u);
		hash = hash * 31 + (unsigned)errno;
		for (size_t i = 0; i < sizeof bytes; i++)
			hash = hash * 31 + (unsigned char)bytes[i];
		if (round % 400 == 399)
			printf("%d %08x\n", round, hash);
	}
	return 0;
}
