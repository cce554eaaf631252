// gmtime, mktime, strftime, strptime over the range of a 64-bit time.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

int main(void)
{
	time_t t[] = { 0, 951782400, 1582934400, -1, -2208988800, 4102444800, 253402300799, 1000000000 };
	char b[100];
	setenv("TZ", "UTC0", 1);
	tzset();
	for (unsigned i = 0; i < sizeof t / sizeof *t; i++) {
		struct tm tm;
		gmtime_r(&t[i], &tm);
		strftime(b, sizeof b, "%Y-%m-%d %H:%M:%S %a %j %U %W %V %G %u", &tm);
		printf("%lld %s back %d\n", (long long)t[i], b, timegm(&tm) == t[i]);
	}
	struct tm tm = { .tm_year = 124, .tm_mon = 13, .tm_mday = -5, .tm_hour = 50 };
	time_t r = mktime(&tm);
	strftime(b, sizeof b, "%c|%x|%X|%p|%e|%y|%%", &tm);
	printf("%lld %s\n", (long long)r, b);
	setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1);
	tzset();
	for (int m = 0; m < 12; m += 3) {
		struct tm l = { .tm_year = 121, .tm_mon = m, .tm_mday = 1, .tm_isdst = -1 };
		printf("%lld dst %d %s\n", (long long)mktime(&l), l.tm_isdst, l.tm_zone);
	}
	memset(&tm, 0, sizeof tm);
	char *end = strptime("2019-12-31 23:59:58 rest", "%Y-%m-%d %H:%M:%S", &tm);
	printf("%d-%d-%d %d%s\n", tm.tm_year, tm.tm_mon, tm.tm_mday, tm.tm_sec, end);
	printf("%s", asctime(&tm));
	return 0;
}
