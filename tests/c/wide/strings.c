// Wide strings and wide memory: searching, comparing, copying, tokens.
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <wchar.h>

static const wchar_t text[] = L"a quick brown fox, a l\u00e4zy dog \U0001f600";

static long at(const wchar_t *p, const wchar_t *start)
{
	return p ? p - start : -1;
}

static void show(const char *label, const wchar_t *p, size_t n)
{
	printf("%s:", label);
	for (size_t i = 0; i < n; i++)
		printf(" %lx", (long)p[i]);
	puts("");
}

static int sign(int n)
{
	return (n > 0) - (n < 0);
}

int main(void)
{
	wchar_t b[32], *save;
	locale_t c = newlocale(LC_ALL_MASK, "C", 0);
	printf("wcslen %zu %zu %zu %zu\n", wcslen(text), wcslen(L""), wcsnlen(text, 4), wcsnlen(L"ab", 9));
	printf("wcschr %ld %ld %ld\n", at(wcschr(text, L'\u00e4'), text), at(wcschr(text, 0), text), at(wcschr(text, L'Z'), text));
	printf("wcsrchr %ld %ld\n", at(wcsrchr(text, L'a'), text), at(wcsrchr(text, L'Z'), text));
	printf("wcsstr %ld %ld %ld\n", at(wcsstr(text, L"l\u00e4"), text), at(wcsstr(text, L""), text), at(wcsstr(text, L"dogs"), text));
	printf("wcspbrk %ld %ld\n", at(wcspbrk(text, L"xyz"), text), at(wcspbrk(text, L"ABC"), text));
	printf("spans %zu %zu\n", wcsspn(text, L"aiq uck"), wcscspn(text, L",x"));
	printf("wmemchr %ld %ld\n", at(wmemchr(text, 0x1f600, 40), text), at(wmemchr(text, L'q', 2), text));
	printf("wcscmp %d %d %d\n", wcscmp(L"a", L"a"), sign(wcscmp(L"a", L"b")), sign(wcscmp(L"\U0001f600", L"a")));
	printf("wcsncmp %d %d\n", wcsncmp(L"abc", L"abd", 2), sign(wcsncmp(L"abc", L"abd", 3)));
	printf("wmemcmp %d %d %d\n", wmemcmp(L"a\0b", L"a\0c", 2), sign(wmemcmp(L"a\0b", L"a\0c", 3)), sign(wmemcmp((wchar_t[]){ -1 }, (wchar_t[]){ 1 }, 1)));
	printf("wcscasecmp %d %d %d\n", wcscasecmp(L"HeLLo", L"hEllO"), sign(wcscasecmp(L"a", L"B")), sign(wcscasecmp_l(L"ABC", L"abd", c)));
	printf("wcsncasecmp %d %d %d\n", wcsncasecmp(L"HELLO", L"help", 3), sign(wcsncasecmp(L"HELLO", L"help", 4)), wcsncasecmp_l(L"ABx", L"aby", 2, c));
	printf("wcscoll %d %d %d\n", sign(wcscoll(L"a", L"b")), sign(wcscoll(L"Z", L"a")), sign(wcscoll_l(L"Z", L"a", c)));
	wmemset(b, '#', 32);
	printf("wcsxfrm %d", wcsxfrm(b, L"abc", 32) == wcslen(b));
	printf(" %d\n", wcsxfrm_l(b, L"abc", 32, c) == wcslen(b));
	wmemset(b, '#', 32);
	show("wcscpy", wcscpy(b, L"ab"), 4);
	show("wcscat", wcscat(b, L"cd"), 6);
	show("wcsncat", wcsncat(b, L"efgh", 2), 8);
	wmemset(b, '#', 32);
	show("wcsncpy", wcsncpy(b, L"ab", 5), 7);
	printf("wcpcpy %ld", at(wcpcpy(b, L"hello"), b));
	printf(" wcpncpy %ld", at(wcpncpy(b, L"hi", 6), b));
	printf(" %ld\n", at(wcpncpy(b, L"longer", 3), b));
	show("wcpncpy", b, 8);
	wmemcpy(b, L"12345678", 8);
	show("wmemmove up", wmemmove(b + 2, b, 6) - 2, 8);
	wmemmove(b, b + 2, 6);
	show("wmemmove down", b, 8);
	wchar_t *d = wcsdup(text);
	printf("wcsdup %d\n", wcscmp(d, text));
	free(d);
	wchar_t tokens[] = L",,one,two;;three;";
	for (wchar_t *t = wcstok(tokens, L",;", &save); t; t = wcstok(0, L",;", &save))
		printf("[%ls]", t);
	puts("");
	freelocale(c);
	return 0;
}
