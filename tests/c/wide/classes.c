// Wide characters' classes, case and columns, with a locale and without.
#include <locale.h>
#include <stdio.h>
#include <wchar.h>
#include <wctype.h>

static const wchar_t others[16] = { 0xa0, 0xc4, 0xe4, 0xdf, 0x20ac, 0x3b1, 0x391, 0x416, 0x436, 0x4e2d, 0x3042, 0x2003, 0x2028, 0x1f600, 0x10400, 0x10428 };

#define EACH(name)                                                       \
	do {                                                             \
		int last = 0;                                            \
		printf(#name ":");                                       \
		for (int i = 0; i < 128; i++) {                          \
			if (!name(i) != !name##_l(i, c))                 \
				printf(" differs at %d", i);             \
			if (!!name(i) != last)                           \
				printf(" %d", i), last = !last;          \
		}                                                        \
		printf(" eof %d", !!name(WEOF));                         \
		puts("");                                                \
	} while (0)

#define BEYOND(name)                                                     \
	do {                                                             \
		printf(#name ":");                                       \
		for (int i = 0; i < 16; i++)                             \
			printf(" %d", !!name(others[i]));                \
		puts("");                                                \
	} while (0)

int main(void)
{
	locale_t c = newlocale(LC_ALL_MASK, "C", 0);
	setlocale(LC_ALL, "C.UTF-8");
	EACH(iswalnum);
	EACH(iswalpha);
	EACH(iswblank);
	EACH(iswcntrl);
	EACH(iswdigit);
	EACH(iswgraph);
	EACH(iswlower);
	EACH(iswprint);
	EACH(iswpunct);
	EACH(iswspace);
	EACH(iswupper);
	EACH(iswxdigit);
	BEYOND(iswalpha);
	BEYOND(iswlower);
	BEYOND(iswupper);
	BEYOND(iswprint);
	BEYOND(iswdigit);
	BEYOND(iswxdigit);
	for (int i = 0; i < 128; i++)
		if (towupper(i) != towupper_l(i, c) || towlower(i) != towlower_l(i, c))
			printf("differs at %d", i);
	for (int i = 0; i < 16; i++)
		printf("%lx/%lx ", (long)towupper(others[i]), (long)towlower(others[i]));
	printf("%lx %lx\n", (long)towupper('a'), (long)towlower('A'));
	static const char *names[] = { "alnum", "alpha", "blank", "cntrl", "digit", "graph", "lower", "print", "punct", "space", "upper", "xdigit", "nonsense" };
	for (int i = 0; i < 13; i++) {
		wctype_t t = wctype(names[i]), l = wctype_l(names[i], c);
		printf("%s %d %d:", names[i], t != 0, l != 0);
		for (const wchar_t *s = L"a Z5,\t\x01"; *s; s++)
			printf(" %d%d", t ? !!iswctype(*s, t) : 9, l ? !!iswctype_l(*s, l, c) : 9);
		puts("");
	}
	wctrans_t up = wctrans("toupper"), down = wctrans_l("tolower", c);
	printf("%d %d %d\n", up != 0, down != 0, wctrans("nonsense") == 0);
	printf("%lc %lc %lc\n", towctrans('q', up), towctrans_l('Q', down, c), towctrans('5', up));
	static const wchar_t columns[] = { 'a', 0, 7, 0x7f, 0xe4, 0x300, 0x4e2d, 0x3042, 0xff21, 0x1f600, 0x200b };
	for (int i = 0; i < 11; i++)
		printf("%d ", wcwidth(columns[i]));
	printf("%d %d %d\n", wcswidth(L"a\u4e2db", 3), wcswidth(L"a\u4e2db", 2), wcswidth(L"a\tb", 3));
	freelocale(c);
	return 0;
}
