// oracle: POSIX
// strftime's years, weeks' years and centuries of few and of many digits: without a width as many digits as there are, or four (two of
// a century); %F is %+4Y-%m-%d (POSIX.1-2024, strftime).
#include <stdio.h>
#include <string.h>
#include <time.h>

static void year(long year, const char *format, const char *expected)
{
	struct tm tm = { .tm_mday = 9, .tm_mon = 5, .tm_year = year - 1900, .tm_wday = 3, .tm_yday = 159 };
	char out[64] = "";
	strftime(out, sizeof out, format, &tm);
	printf("%s %ld %s: %s\n", strcmp(out, expected) ? "wrong" : "ok", year, format, out);
}

int main(void)
{
	year(2026, "%Y %G %C %F", "2026 2026 20 2026-06-09");
	year(270, "%Y %G %C %F", "0270 0270 02 0270-06-09");
	year(0, "%Y %C %F", "0000 00 0000-06-09");
	year(7, "%Y", "0007");
	year(10009, "%Y %G %C", "10009 10009 100");
	year(10009, "%F", "+10009-06-09");
	year(2147485547, "%Y %F", "2147485547 +2147485547-06-09");
	year(-123, "%Y %F", "-123 -123-06-09");
	/* A width is that of the number, and the sign part of it: the rationale's examples. */
	year(270, "%+5Y %5Y %1Y %01C", "+0270 00270 270 2");
	year(1970, "%+5Y %+4Y %+3C %1C", "+1970 1970 +19 19");
	year(12345, "%+4Y %+5Y %4Y", "+12345 +12345 12345");
	year(2026, "%10F %+10F %+11F %011F", "2026-06-09 2026-06-09 +2026-06-09 02026-06-09");
	year(12345, "%+10F %10F", "+12345-06-09 12345-06-09");
	return 0;
}
