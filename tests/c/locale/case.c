// locales: tr_TR az_AZ de_DE ja_JP
// Case as the locale has it: Turkish letters in wide characters, bytes, comparisons, patterns and dates; classes and maps of a
// locale's own; by name, by object and by thread.
#define _GNU_SOURCE
#include <ctype.h>
#include <fnmatch.h>
#include <locale.h>
#include <pthread.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <wchar.h>
#include <wctype.h>

static const wint_t letters[] = { 'I', 'i', 0x130, 0x131, 'A', 'a', 0xc7, 0xe7, 0x11e, 0x11f, 0x345, 0x1c4, 0x1c5, 0x1c6, 0xff, 0x10428, 'Z', '1', WEOF };
#define COUNT (sizeof letters / sizeof *letters)

static int sign(int n)
{
	return (n > 0) - (n < 0);
}

static void letters_of(locale_t object)
{
	wctrans_t lower = wctrans("tolower"), upper = wctrans_l("toupper", object);
	for (unsigned i = 0; i < COUNT; i++) {
		wint_t c = letters[i];
		printf("%x:%x,%x", c, towupper(c), towlower(c));
		if (towupper_l(c, object) != towupper(c) || towlower_l(c, object) != towlower(c) || towctrans(c, lower) != towlower(c) || towctrans_l(c, upper, object) != towupper(c))
			printf("!");
		printf(" ");
	}
	// Unicode grows: only what all know, which is what has one of these letters.
	unsigned others = 0;
	for (wint_t c = 0; c < 0x250; c++)
		others += towupper(c) != c && c != 0x19b ? c * 3 : 0, others += towlower(c) != c ? c * 5 : 0;
	printf("%u\n", others);
	for (int c = -1; c < 256; c++)
		if (toupper(c) != c || tolower(c) != c || toupper_l(c, object) != c || tolower_l(c, object) != c)
			printf("%x,%x,%x,%x ", toupper(c), tolower(c), toupper_l(c, object), tolower_l(c, object));
	puts("");
}

static void comparisons(locale_t object)
{
	static const char *words[][2] = { { "I", "i" }, { "TITLE", "title" }, { "ABC", "abc" }, { "\xc4\xb0", "i" }, { "I", "\xc4\xb1" }, { "\xc3\x87", "\xc3\xa7" }, { "i", "J" }, { "I", "j" } };
	for (unsigned i = 0; i < sizeof words / sizeof *words; i++) {
		const char *a = words[i][0], *b = words[i][1];
		wchar_t v[20], w[20];
		mbstowcs(v, a, 20), mbstowcs(w, b, 20);
		printf("%d%d %d%d ", sign(strcasecmp(a, b)), sign(strncasecmp(a, b, 1)), sign(strcasecmp_l(a, b, object)), sign(strncasecmp_l(a, b, 2, object)));
		printf("%d%d %d%d %d|", sign(wcscasecmp(v, w)), sign(wcsncasecmp(v, w, 1)), sign(wcscasecmp_l(v, w, object)), sign(wcsncasecmp_l(v, w, 3, object)), strcasestr(a, b) == a);
	}
	puts("");
}

static void patterns(void)
{
	// Where I is the capital of i, glibc's regcomp has the letters behind the first six match by their capitals, its fnmatch by
	// their small letters, and both of ours by either.
	static const char *list[][2] = { { "title", "TITLE" }, { "[i]", "I" }, { "[h-j]", "I" }, { "x*I", "xxi" }, { "\xc3\xa7", "\xc3\x87" }, { "[^i]", "I" }, { "t\xc4\xb1tle", "TITLE" }, { "title", "T\xc4\xb0TLE" }, { "[i]", "\xc4\xb0" },
		{ "\xc4\xb1", "I" }, { "\xc4\xb0", "i" }, { "[^i]", "\xc4\xb0" } };
	for (unsigned i = 0; i < (towupper('i') == 'I' ? 6 : sizeof list / sizeof *list); i++) {
		regex_t r;
		int error = regcomp(&r, list[i][0], REG_ICASE | REG_EXTENDED | REG_NOSUB);
		printf("%d%d%d ", error, error ? 9 : regexec(&r, list[i][1], 0, 0, 0) != 0, fnmatch(list[i][0], list[i][1], FNM_CASEFOLD) != 0);
		if (!error)
			regfree(&r);
	}
	regex_t r;
	regmatch_t m[2];
	if (!regcomp(&r, "(i)\\1", REG_ICASE)) {
		printf("%d", regexec(&r, "iI", 2, m, 0) != 0);
		regfree(&r);
	}
	puts("");
}

static void dates(void)
{
	char text[200];
	wchar_t wide[200];
	for (int month = 0; month < 12; month++) {
		struct tm t = { .tm_year = 124, .tm_mon = month, .tm_mday = 7, .tm_wday = month % 7 }, back = { 0 };
		strftime(text, sizeof text, "%^A %^b %#B", &t);
		wcsftime(wide, 200, L"%^A %^b", &t);
		printf("%s %ls ", text, wide);
		strftime(text, sizeof text, "%B", &t);
		for (char *p = text; *p; p++)
			if (*p == 'i')
				*p = 'I';
		char *end = strptime(text, "%B", &back);
		printf("%d %d|", end ? (int)(end - text) : -1, back.tm_mon);
	}
	puts("");
}

// Goes through the characters up to Japanese syllables, and some of those behind.
static wint_t next(wint_t c)
{
	return c + (c < 0x3200 ? 1 : 61);
}

static void own(locale_t object)
{
	static const char *classes[] = { "combining", "combining_level3", "jspace", "jhira", "jkata", "jkanji", "jdigit", "none", "upper" };
	static const char *maps[] = { "totitle", "tojhira", "tojkata", "none" };
	for (unsigned i = 0; i < sizeof classes / sizeof *classes; i++) {
		wctype_t class = wctype(classes[i]), same = wctype_l(classes[i], object);
		unsigned count = 0, sum = 0;
		int differ = !same != !class;
		// Of capitals Unicode has more every year.
		for (wint_t c = 0; c < (i == 8 ? 0x180u : 0x110000u); c = next(c)) {
			int is = iswctype(c, class) != 0;
			count += is, sum += is * c, differ |= is != (iswctype_l(c, same, object) != 0);
		}
		printf("%s %d %u %u %d|", classes[i], class != 0, count, sum, differ);
	}
	for (unsigned i = 0; i < sizeof maps / sizeof *maps; i++) {
		wctrans_t map = wctrans(maps[i]);
		unsigned count = 0, sum = 0;
		for (wint_t c = 0; map && c < 0x110000; c = next(c))
			count += towctrans(c, map) != c, sum += towctrans(c, map) * (c + 1);
		printf("%s %d %u %u|", maps[i], map != 0, count, sum);
	}
	// glibc's regcomp does not know such classes (REG_ECTYPE), against XBD 9.3.5.
	printf("%d\n", fnmatch("[[:jhira:]]", "\xe3\x81\x82", 0));
}

static void *thread(void *object)
{
	printf("%x %x ", towupper('i'), tolower('I'));
	uselocale(object);
	printf("%x %x %d\n", towupper('i'), tolower('I'), strcasecmp("i", "I") != 0);
	return 0;
}

int main(void)
{
	static const char *names[] = { "C", "C.UTF-8", "de_DE.UTF-8", "tr_TR.UTF-8", "az_AZ.UTF-8", "C.UTF-8", "ja_JP.UTF-8" };
	for (unsigned i = 0; i < sizeof names / sizeof *names; i++) {
		printf("--- %s\n", setlocale(LC_ALL, names[i]) ? names[i] : "null");
		locale_t object = newlocale(LC_ALL_MASK, names[i], 0);
		// The C locale has no wide characters for bytes beyond ASCII.
		if (i)
			letters_of(object), comparisons(object), patterns();
		dates();
		// What C.UTF-8 has beside C's classes is not in a file.
		if (i && i != 1 && i != 5)
			own(object);
		freelocale(object);
	}
	// The category alone counts; an object has its own; a thread may have another.
	setlocale(LC_ALL, "C.UTF-8"), setlocale(LC_TIME, "tr_TR.UTF-8");
	locale_t turkish = newlocale(LC_CTYPE_MASK, "tr_TR.UTF-8", 0), other = newlocale(LC_ALL_MASK & ~LC_CTYPE_MASK, "tr_TR.UTF-8", newlocale(LC_CTYPE_MASK, "C.UTF-8", 0));
	printf("%x %x %x %x %x\n", towupper('i'), towupper_l('i', turkish), towupper_l('i', other), tolower_l('I', turkish), tolower_l('I', other));
	setlocale(LC_CTYPE, "tr_TR.UTF-8");
	printf("%x %x %x\n", towupper('i'), towupper_l('i', other), towupper_l('i', duplocale(LC_GLOBAL_LOCALE)));
	setlocale(LC_CTYPE, "C.UTF-8");
	pthread_t t;
	pthread_create(&t, 0, thread, turkish), pthread_join(t, 0);
	printf("%x\n", towupper('i'));
	return 0;
}
