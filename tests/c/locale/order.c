// locales: en_US de_DE fr_FR es_ES sv_SE da_DK fi_FI pl_PL cs_CZ hu_HU ru_RU tr_TR ro_RO hr_HR lt_LT et_EE
// The order of words in languages: each list of words sorted; keys agree with comparisons, in bytes and in wide characters.
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

static const char *words[] = { "", "a", "A", "b", "B", "ab", "aB", "Ab", "abc", "ä", "Ä", "å", "Å", "æ", "é", "e", "è", "ê", "E", "É", "cote", "coté", "côte", "côté", "z", "Z", "ö", "o", "ø", "ü", "u", "y", "ß", "ss", "sz", "s",
	"ch", "c", "cz", "d", "h", "i", "č", "ć", "cs", "ccs", "dzs", "gy", "ggy", "ll", "lz", "l", "ł", "ñ", "n", "nz", "aa", "Aa", "az", "ı", "İ", "ğ", "ş", "ș", "ț", "ž", "š", "õ", "w", "v", "đ", "dž", "lj", "nj", "1", "2", "10", "9", " ",
	"a b", "a-b", "a_b", "ab-c", "co-op", "coop", "co op", "CO-OP", "resume", "résumé", "Résumé", "resumes", "да", "Да", "ё", "е", "ж", "я", "Ёж", "еж", "αβγ", "Άλφα", "ω", "!", "?", "~", "@", "_", "'", "€", "½", "x²", "naïve", "naive",
	"Zürich", "Zurich", "zulu", "œuvre", "oeuvre", "日", "本", "a\xcc\x81", "á" };
#define COUNT (sizeof words / sizeof *words)

static int sign(int n)
{
	return (n > 0) - (n < 0);
}

static int compare(const void *a, const void *b)
{
	return strcoll(*(char *const *)a, *(char *const *)b);
}

static void sorted(void)
{
	const char *list[COUNT];
	memcpy(list, words, sizeof words);
	qsort(list, COUNT, sizeof *list, compare);
	for (unsigned i = 0; i < COUNT; i++)
		printf("%s%s", i ? (strcoll(list[i - 1], list[i]) ? " < " : " = ") : "", list[i]);
	puts("");
}

static void keys(locale_t object)
{
	int wrong = 0;
	for (unsigned i = 0; i < COUNT; i++)
		for (unsigned k = 0; k < COUNT; k++) {
			char x[400], y[400];
			wchar_t v[100], w[100], kv[400], kw[400];
			size_t n = strxfrm(x, words[i], sizeof x);
			wrong += n != strlen(x) || strxfrm(0, words[i], 0) != n;
			strxfrm(y, words[k], sizeof y);
			mbstowcs(v, words[i], 100), mbstowcs(w, words[k], 100);
			wcsxfrm(kv, v, 400), wcsxfrm(kw, w, 400);
			int order = sign(strcoll(words[i], words[k]));
			wrong += order != sign(strcmp(x, y)) || order != sign(wcscoll(v, w)) || order != sign(wcscmp(kv, kw));
			wrong += order != -sign(strcoll(words[k], words[i])) || order != sign(strcoll_l(words[i], words[k], object));
		}
	printf("keys %d\n", wrong);
}

int main(int argc, char **argv)
{
	static const char *locales[] = { "C", "C.UTF-8", "en_US.UTF-8", "de_DE.UTF-8", "fr_FR.UTF-8", "es_ES.UTF-8", "sv_SE.UTF-8", "da_DK.UTF-8", "fi_FI.UTF-8", "pl_PL.UTF-8", "cs_CZ.UTF-8", "hu_HU.UTF-8", "ru_RU.UTF-8", "tr_TR.UTF-8",
		"ro_RO.UTF-8", "hr_HR.UTF-8", "lt_LT.UTF-8", "et_EE.UTF-8" };
	for (unsigned i = 0; i < sizeof locales / sizeof *locales; i++) {
		printf("--- %s\n", setlocale(LC_ALL, locales[i]) ? locales[i] : "null");
		locale_t object = newlocale(LC_ALL_MASK, locales[i], 0);
		sorted();
		// The C locale has no wide characters for bytes beyond ASCII.
		if (i)
			keys(object);
		freelocale(object);
	}
	return 0;
}
