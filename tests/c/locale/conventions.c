// locales: en_US en_GB de_DE de_AT fr_FR es_ES it_IT pt_BR pt_PT nl_NL sv_SE da_DK nb_NO fi_FI pl_PL cs_CZ hu_HU ru_RU uk_UA tr_TR el_GR ro_RO he_IL bg_BG hr_HR ja_JP
// How locales write dates, numbers and money, and what they call things; each category apart; objects.
#include <langinfo.h>
#include <locale.h>
#include <monetary.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <wchar.h>

static const char *locales[] = { "C", "C.UTF-8", "en_US.UTF-8", "en_GB.UTF-8", "de_DE.UTF-8", "de_AT.UTF-8", "fr_FR.UTF-8", "es_ES.UTF-8", "it_IT.UTF-8", "pt_BR.UTF-8", "pt_PT.UTF-8", "nl_NL.UTF-8", "sv_SE.UTF-8", "da_DK.UTF-8",
	"nb_NO.UTF-8", "fi_FI.UTF-8", "pl_PL.UTF-8", "cs_CZ.UTF-8", "hu_HU.UTF-8", "ru_RU.UTF-8", "uk_UA.UTF-8", "tr_TR.UTF-8", "el_GR.UTF-8", "ro_RO.UTF-8", "he_IL.UTF-8", "bg_BG.UTF-8", "hr_HR.UTF-8", "ja_JP.UTF-8" };

static void words(void)
{
	for (int i = 0; i < 7; i++)
		printf("%s|%s|", nl_langinfo(DAY_1 + i), nl_langinfo(ABDAY_1 + i));
	for (int i = 0; i < 12; i++)
		printf("%s|%s|", nl_langinfo(MON_1 + i), nl_langinfo(ABMON_1 + i));
	puts("");
	static const nl_item items[] = { AM_STR, PM_STR, D_T_FMT, D_FMT, T_FMT, T_FMT_AMPM, RADIXCHAR, THOUSEP, YESEXPR, NOEXPR, CRNCYSTR };
	for (unsigned i = 0; i < sizeof items / sizeof *items; i++)
		printf("%s|", nl_langinfo(items[i]));
	puts("");
}

static void bytes(const char *text)
{
	for (; *text; text++)
		printf("%d,", *text);
	printf("|");
}

static void conventions(void)
{
	struct lconv *l = localeconv();
	printf("%s|%s|%s|%s|%s|%s|%s|%s|", l->decimal_point, l->thousands_sep, l->int_curr_symbol, l->currency_symbol, l->mon_decimal_point, l->mon_thousands_sep, l->positive_sign, l->negative_sign);
	bytes(l->grouping), bytes(l->mon_grouping);
	printf("%d %d %d %d %d %d %d %d %d %d %d %d %d %d\n", l->int_frac_digits, l->frac_digits, l->p_cs_precedes, l->p_sep_by_space, l->n_cs_precedes, l->n_sep_by_space, l->p_sign_posn, l->n_sign_posn, l->int_p_cs_precedes,
		l->int_p_sep_by_space, l->int_n_cs_precedes, l->int_n_sep_by_space, l->int_p_sign_posn, l->int_n_sign_posn);
}

static void dates(void)
{
	static const char *formats[] = { "%A %a %B %b %h", "%x", "%X", "%p|%P", "%OB %Ob", "%d %B %Y", "%e %b", "%^a %#p" };
	char text[300];
	for (int month = 0; month < 12; month += 5) {
		struct tm t = { .tm_year = 124, .tm_mon = month, .tm_mday = 7 + month, .tm_hour = 3 + month, .tm_min = 4, .tm_sec = 5, .tm_wday = month % 7, .tm_yday = 30 * month, .tm_zone = "UTC" };
		for (unsigned i = 0; i < sizeof formats / sizeof *formats; i++) {
			size_t n = strftime(text, sizeof text, formats[i], &t);
			printf("%zu %s|", n, text);
		}
		strftime(text, sizeof text, "%c", &t);
		printf("%s|", text);
		wchar_t wide[300];
		printf("%zu\n", wcsftime(wide, 300, L"%A %d %B %x", &t));
	}
}

static void parsed(void)
{
	struct tm t = { .tm_year = 124, .tm_mon = 9, .tm_mday = 22, .tm_hour = 16, .tm_min = 5, .tm_sec = 6, .tm_wday = 2 }, back;
	static const char *formats[] = { "%A %d %B %Y", "%a %e %b %y", "%x", "%X", "%d %b" };
	char text[300];
	for (unsigned i = 0; i < sizeof formats / sizeof *formats; i++) {
		memset(&back, 0, sizeof back);
		strftime(text, sizeof text, formats[i], &t);
		char *end = strptime(text, formats[i], &back);
		printf("%d %d-%d-%d %d:%d:%d %d|", end && !*end, back.tm_year, back.tm_mon, back.tm_mday, back.tm_hour, back.tm_min, back.tm_sec, back.tm_wday);
	}
	puts("");
}

static void numbers(void)
{
	wchar_t wide[40];
	printf("%.2f|%8.1e|%g|%g|%a|%#.0f|%-9.3f|%09.2f|", 1234567.891, 1234.5, 0.5, 3.0, 1.5, 3.0, 2.5, -2.25);
	int n = swprintf(wide, 40, L"%10.2f|%e", 3.25, 1.5);
	printf("%d %ls|", n, wide);
	char *end;
	static const char *texts[] = { "1,5", "1.5", "2,5e1x", ",25", "-3.25,5", "0x1,8" };
	for (int i = 0; i < 6; i++) {
		int whole = strtod(texts[i], &end) * 100;
		printf("%d %td %d|", whole, end - texts[i], (int)(strtof(texts[i], 0) * 100));
	}
	puts("");
}

static void read_back(void)
{
	static const char *texts[] = { "1,5", "1.5", "2,5e1x", ",25", ".25", "-3.25,5", "-3,25.5", "0x1,8", "1.234,5", "7" };
	for (unsigned i = 0; i < sizeof texts / sizeof *texts; i++) {
		double value = -1;
		long double wide_value = -1;
		int rest = -1, wide_rest = -1;
		wchar_t wide[20], *end;
		mbstowcs(wide, texts[i], 20);
		int found = sscanf(texts[i], "%lf%n", &value, &rest);
		int wide_found = swscanf(wide, L"%Lf%n", &wide_value, &wide_rest);
		printf("%d %d %d, %d %d %d, ", found, (int)(value * 100), rest, wide_found, (int)(wide_value * 100), wide_rest);
		int whole = wcstod(wide, &end) * 100;
		printf("%d %td %d %d|", whole, end - wide, (int)(wcstof(wide, 0) * 100), (int)(wcstold(wide, 0) * 100));
	}
	puts("");
}

static void groups(void)
{
	printf("%'d|%'i|%'u|%'ld|%'lld|", 1234567, -1234, 999u, 1000000000L, -1234567890123456789LL);
	printf("%'12d|%-'12d|%'012d|%'+.9d|%'.2d|%'0d|%'d|", 1234567, 1234567, 1234567, 1234567, 1234567, 0, 100);
	printf("%'f|%'.2f|%'g|%'g|%'e|%'.0f|%'Lf|", 1234567.5, 999.994, 123456.0, 1e10, 12345.0, 1e15, 1234567.5L);
	// glibc counts characters of floating-point numbers, where C has bytes.
	if (strlen(localeconv()->thousands_sep) <= 1)
		printf("%'20.1f|%'-20.1f|%'020.1f|", -1234567.25, 1e6, 1234567.25);
	wchar_t wide[60];
	int n = swprintf(wide, 60, L"%'d|%'15.2f|%'015d", 1234567, 1234567.125, 1234567);
	printf("%d %ls\n", n, wide);
}

static void money(void)
{
	char text[200];
	static const char *formats[] = { "%n", "%i", "%^n", "%!n", "%+n", "%(n" };
	for (unsigned i = 0; i < sizeof formats / sizeof *formats; i++)
		for (int sign = -1; sign < 2; sign += 2) {
			strfmon(text, sizeof text, formats[i], sign * 1234567.891);
			printf("%s|", text);
		}
	puts("");
}

int main(void)
{
	for (unsigned i = 0; i < sizeof locales / sizeof *locales; i++) {
		char *name = setlocale(LC_ALL, locales[i]);
		printf("--- %s %s\n", locales[i], name ? name : "null");
		words(), conventions(), dates(), parsed(), numbers(), read_back(), groups();
		if (i > 1)
			money();
	}
	// Categories apart, and what an object has against what the thread has.
	setlocale(LC_ALL, "C");
	setlocale(LC_NUMERIC, "de_DE.UTF-8"), setlocale(LC_TIME, "fr_FR.UTF-8");
	printf("%.1f %s %s %s\n", 1.5, nl_langinfo(DAY_2), localeconv()->decimal_point, localeconv()->int_curr_symbol);
	locale_t german = newlocale(LC_ALL_MASK, "de_DE.UTF-8", 0), mixed = newlocale(LC_TIME_MASK, "sv_SE.UTF-8", duplocale(german));
	printf("%s %s %s %s\n", nl_langinfo_l(DAY_4, german), nl_langinfo_l(DAY_4, mixed), nl_langinfo_l(RADIXCHAR, mixed), nl_langinfo_l(YESEXPR, mixed));
	struct tm t = { .tm_year = 100, .tm_mday = 1, .tm_wday = 6 };
	char text[100];
	strftime_l(text, sizeof text, "%A %x", &t, mixed);
	printf("%s ", text);
	strfmon_l(text, sizeof text, german, "%n", 1234.5);
	printf("%s\n", text);
	locale_t before = uselocale(mixed);
	printf("%.2f %s ", 2.5, nl_langinfo(MON_5));
	uselocale(LC_GLOBAL_LOCALE);
	printf("%.2f %s\n", 2.5, nl_langinfo(MON_5));
	setenv("LC_ALL", "", 1), setenv("LC_TIME", "es_ES.UTF-8", 1), setenv("LANG", "it_IT.UTF-8", 1);
	setlocale(LC_ALL, "");
	printf("%s %s\n", nl_langinfo(DAY_1), nl_langinfo(YESEXPR));
	setenv("LC_ALL", "pl_PL.UTF-8", 1);
	setlocale(LC_ALL, "");
	printf("%s %s\n", nl_langinfo(DAY_1), nl_langinfo(YESEXPR));
	return before == 0;
}
