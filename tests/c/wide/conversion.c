// Multibyte and wide characters: states, ends, bad sequences, limits; in UTF-8 and in the C locale's ASCII.
#include <errno.h>
#include <limits.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uchar.h>
#include <wchar.h>

static const char *sequences[] = { "A", "\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x98\x80", "\x80", "\xc0\x80", "\xed\xa0\x80", "\xff", "\xc3", "\xe2\x82", "\xc3(", "" };

static void bytes(const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		printf(" %02x", (unsigned char)p[i]);
}

int main(void)
{
	printf("%s\n", setlocale(LC_ALL, "C.UTF-8"));
	printf("MB_CUR_MAX at least 4 %d, depends %d %d %d\n", MB_CUR_MAX >= 4, mblen(0, 0), mbtowc(0, 0, 0), wctomb(0, 0));
	for (int i = 0; i < 12; i++) {
		const char *s = sequences[i];
		size_t n = strlen(s) + 1;
		wchar_t w = 77;
		mbstate_t state = { 0 };
		printf("sequence");
		bytes(s, n);
		errno = 0;
		size_t r = mbrtowc(&w, s, n - 1, &state);
		printf(": mbrtowc %zd %lx %d %d", r, r > (size_t)-3 ? 0 : (long)w, errno, !!mbsinit(&state));
		memset(&state, 0, sizeof state);
		errno = 0;
		printf(" mbrlen %zd", mbrlen(s, n - 1, &state));
		printf(" %d mblen %d", errno, mblen(s, n));
		w = 77;
		printf(" mbtowc %d", mbtowc(&w, s, n));
		printf(" %lx\n", (long)w);
	}
	/* One byte at a time. */
	mbstate_t state = { 0 };
	wchar_t w;
	for (const char *s = "\xf0\x9f\x98\x80"; *s; s++)
		printf("%zd %d; ", mbrtowc(&w, s, 1, &state), !!mbsinit(&state));
	printf("%lx\n", (long)w);
	printf("null resets %zd\n", mbrtowc(0, 0, 0, &state));
	static const wchar_t characters[] = { 'A', 0, 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xd800, 0xe000, 0xffff, 0x10000, 0x10ffff, -1 };
	for (int i = 0; i < 13; i++) {
		char b[MB_LEN_MAX];
		memset(&state, 0, sizeof state);
		errno = 0;
		size_t n = wcrtomb(b, characters[i], &state);
		printf("wcrtomb %lx: %zd %d", (long)characters[i], n, errno);
		if (n != (size_t)-1)
			bytes(b, n);
		printf(" wctomb %d wctob %d\n", wctomb(b, characters[i]), wctob(characters[i]));
	}
	printf("btowc %d %d %d\n", btowc('a'), btowc(0xc3) == WEOF, btowc(EOF) == WEOF);
	/* Whole strings. */
	const char *text = "a\xc3\xa9\xe2\x82\xac!", *p = text;
	wchar_t wide[10];
	memset(wide, 0, sizeof wide);
	printf("mbstowcs %zu %zu", mbstowcs(0, text, 0), mbstowcs(wide, text, 2));
	printf(" %lx %lx %lx\n", (long)wide[0], (long)wide[1], (long)wide[2]);
	memset(&state, 0, sizeof state);
	printf("mbsrtowcs %zd", mbsrtowcs(wide, &p, 3, &state));
	printf(" %ld", (long)(p - text));
	printf(" %zd %d\n", mbsrtowcs(wide, &p, 10, &state), p == 0);
	p = text;
	printf("mbsnrtowcs %zd", mbsnrtowcs(wide, &p, 5, 10, &state));
	printf(" %ld %d\n", (long)(p - text), !mbsinit(&state));
	memset(&state, 0, sizeof state);
	p = "ab\xff!";
	const char *bad = p;
	errno = 0;
	printf("mbsrtowcs bad %zd", mbsrtowcs(wide, &p, 10, &state));
	printf(" %ld %d\n", (long)(p - bad), errno == EILSEQ);
	static const wchar_t source[] = L"a\u00e9\u20ac!";
	const wchar_t *q = source;
	char narrow[20];
	memset(narrow, '#', sizeof narrow);
	printf("wcstombs %zu %zu\n", wcstombs(0, source, 0), wcstombs(narrow, source, 5));
	bytes(narrow, 6);
	memset(&state, 0, sizeof state);
	printf("\nwcsrtombs %zd", wcsrtombs(narrow, &q, 5, &state));
	printf(" %ld", (long)(q - source));
	printf(" %zd %d\n", wcsrtombs(narrow, &q, 20, &state), q == 0);
	q = source;
	printf("wcsnrtombs %zd", wcsnrtombs(narrow, &q, 2, 20, &state));
	printf(" %ld", (long)(q - source));
	printf(" %zd\n", wcsnrtombs(0, &q, 9, 0, &state));
	/* Parts of a long string: where each ends, and what it leaves behind. */
	char many[64] = "";
	for (int i = 0; i < 4; i++)
		strcat(many, "ab\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80");
	wchar_t out[64];
	for (size_t n = 0; n <= 46; n++) {
		memset(&state, 0, sizeof state);
		memset(out, 0x77, sizeof out);
		p = many;
		printf("first %zu bytes: %zd", n, mbsnrtowcs(out, &p, n, 64, &state));
		printf(" %ld %d;", p ? (long)(p - many) : -1L, !!mbsinit(&state));
		p = many;
		memset(&state, 0, sizeof state);
		printf(" %zu characters: %zd", n, mbsrtowcs(out, &p, n, &state));
		printf(" %ld %lx;", p ? (long)(p - many) : -1L, (long)out[n / 2]);
		q = out;
		mbstowcs(out, many, 64);
		memset(narrow, '#', sizeof narrow);
		if (n < sizeof narrow) {
			printf(" %zd", wcsrtombs(narrow, &q, n, &state));
			printf(" %ld", (long)(q - out));
			bytes(narrow, n + 1);
		}
		printf("\n");
	}
	/* UTF-16 and UTF-32. */
	char16_t h;
	memset(&state, 0, sizeof state);
	printf("mbrtoc16 %zd", mbrtoc16(&h, "\xf0\x9f\x98\x80", 4, &state));
	printf(" %x", h);
	printf(" %zd", mbrtoc16(&h, "x", 1, &state));
	printf(" %x", h);
	printf(" %zd", mbrtoc16(&h, "x", 1, &state));
	printf(" %x\n", h);
	char32_t f;
	printf("mbrtoc32 %zd", mbrtoc32(&f, "\xe2\x82\xac", 3, &state));
	printf(" %x %zd\n", f, mbrtoc32(&f, "\xe2", 1, &state));
	memset(&state, 0, sizeof state);
	printf("c16rtomb %zd", c16rtomb(narrow, 0xd83d, &state));
	printf(" %zd", c16rtomb(narrow, 0xde00, &state));
	bytes(narrow, 4);
	printf(" %zd\n", c16rtomb(narrow, 0x20ac, &state));
	printf("c32rtomb %zd", c32rtomb(narrow, 0x1f600, &state));
	bytes(narrow, 4);
	errno = 0;
	printf(" %zd", c32rtomb(narrow, 0xd800, &state));
	printf(" %d\n", errno == EILSEQ);
	return 0;
}
