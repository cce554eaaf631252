// locales: ja_JP th_TH zh_TW fa_IR my_MM en_US
// Years by eras, and numbers in a locale's own digits: written and read back.
#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <wchar.h>

static const char *locales[] = { "C", "ja_JP.UTF-8", "th_TH.UTF-8", "zh_TW.UTF-8", "fa_IR.UTF-8", "my_MM.UTF-8", "en_US.UTF-8" };
// Before and after the beginnings of Japan's and Taiwan's eras, and before year 1.
static const int dates[][3] = { { 2024, 11, 9 }, { 2020, 1, 1 }, { 2019, 12, 31 }, { 2019, 5, 1 }, { 2019, 4, 30 }, { 1989, 1, 8 }, { 1989, 1, 7 }, { 1926, 12, 25 }, { 1912, 7, 29 }, { 1912, 1, 1 }, { 1911, 12, 31 }, { 1873, 1, 1 }, { 1868, 2, 3 }, { 1199, 6, 30 }, { -2, 3, 4 } };
static const char *formats[] = { "%EC", "%Ey", "%EY", "%Ex", "%EX", "%Ec", "%Od", "%Oe", "%OH", "%OI", "%Om", "%OM", "%OS", "%Ou", "%OU", "%OV", "%Ow", "%OW", "%Oy", "%_5Od", "%5Ey", "%-Ey" };

static struct tm time_of(const int *date)
{
	struct tm t = { .tm_year = date[0] - 1900, .tm_mon = date[1] - 1, .tm_mday = date[2], .tm_hour = 23, .tm_min = 5, .tm_sec = 9, .tm_wday = date[2] % 7, .tm_yday = 28 * date[1], .tm_zone = "UTC" };
	return t;
}

static void read_back(const struct tm *t, const char *format)
{
	char text[200];
	struct tm back = { 0 };
	strftime(text, sizeof text, format, t);
	char *end = strptime(text, format, &back);
	printf(" %s %d: %d-%d-%d %d:%d:%d", format, end && !*end, back.tm_year, back.tm_mon, back.tm_mday, back.tm_hour, back.tm_min, back.tm_sec);
}

int main(void)
{
	for (unsigned i = 0; i < sizeof locales / sizeof *locales; i++) {
		printf("--- %s %d\n", locales[i], setlocale(LC_ALL, locales[i]) != 0);
		for (unsigned d = 0; d < sizeof dates / sizeof *dates; d++) {
			struct tm t = time_of(dates[d]);
			for (unsigned f = 0; f < sizeof formats / sizeof *formats; f++) {
				char text[200];
				size_t n = strftime(text, sizeof text, formats[f], &t);
				printf("%zu %s|", n, n ? text : "");
			}
			wchar_t wide[100];
			printf("%zu|", wcsftime(wide, 100, L"%EY %Od", &t));
			// glibc does not read years back that count down, digits of a century, and %O where there are no such digits.
			if (dates[d][0] > 1911) {
				read_back(&t, "%EY/%m/%d");
				if (strcmp(locales[i], "my_MM.UTF-8"))
					read_back(&t, "%Ex");
			}
			if (*nl_langinfo(ALT_DIGITS))
				read_back(&t, "%Od %Om %OH:%OM:%OS");
			puts("");
		}
	}
	return 0;
}
