// strftime: every conversion for fixed dates, widths of years, ISO weeks at the turn of years.
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

int main(void)
{
	static const char *conversions = "aAbBcCdDeFgGhHIjmMnprRStTuUVwWxXyYz%";
	static const long times[] = { 0, 951782399, 1230768000, 1293839999, 1735689599, -86400, 4102444800, 253402300799 };
	char out[200], format[8];
	setenv("TZ", "UTC0", 1);
	tzset();
	for (unsigned i = 0; i < sizeof times / sizeof *times; i++) {
		time_t t = times[i];
		struct tm *tm = gmtime(&t);
		printf("%ld:", times[i]);
		for (const char *c = conversions; *c; c++) {
			sprintf(format, "%%%c", *c);
			if (strftime(out, sizeof out, format, tm))
				printf(" %c=%s", *c, *c == 'n' || *c == 't' ? "" : out);
		}
		printf("\n");
	}
	struct tm tm = { .tm_sec = 60, .tm_min = 59, .tm_hour = 23, .tm_mday = 31, .tm_mon = 11, .tm_year = 116, .tm_wday = 6, .tm_yday = 365 };
	strftime(out, sizeof out, "%T %j %U %W %V %G", &tm);
	printf("%s\n", out);
	tm.tm_year = 8100;
	strftime(out, sizeof out, "[%C|%y|%Y|%G]", &tm);
	printf("%s\n", out);
	printf("%zu\n", strftime(out, 5, "%Y%m", &tm));
	printf("%zu\n", strftime(out, 8, "%Y%m", &tm));
	printf("%zu\n", strftime(out, sizeof out, "", &tm));
	tm.tm_year = 125;
	strftime(out, sizeof out, "%Ey %Od %EY %OH", &tm);
	printf("%s\n", out);
	time_t t = 1234567890;
	printf("%s", asctime(gmtime(&t)));
	printf("%s", ctime(&t));
	return 0;
}
