// mktime and timegm bring fields into range, both ways, and fill in the day of week and year.
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static void show(int year, int month, int day, int hour, int minute, int second)
{
	struct tm tm = { .tm_year = year - 1900, .tm_mon = month, .tm_mday = day, .tm_hour = hour, .tm_min = minute, .tm_sec = second, .tm_isdst = -1 };
	time_t t = mktime(&tm);
	printf("%d %d %d %d %d %d: %lld = %d-%d-%d %d:%d:%d weekday %d day %d\n", year, month, day, hour, minute, second, (long long)t,
		tm.tm_year + 1900, tm.tm_mon, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec, tm.tm_wday, tm.tm_yday);
}

int main(void)
{
	setenv("TZ", "UTC0", 1);
	tzset();
	show(2000, 0, 1, 0, 0, 0);
	show(2000, 1, 30, 0, 0, 0);
	show(1999, 14, -3, 25, 61, -1);
	show(2000, -13, 1, 0, 0, 0);
	show(1970, 0, 1, 0, 0, -1);
	show(1900, 1, 29, 0, 0, 0);
	show(2400, 1, 29, 0, 0, 0);
	show(2038, 0, 19, 3, 14, 8);
	show(1, 0, 1, 0, 0, 0);
	show(2000, 0, 100000, 0, 0, 0);
	show(2000, 0, 1, 1000000, 0, 0);
	show(2000, 0, 1, 0, 0, INT_MAX);
	show(2000, 0, 1, 0, 0, INT_MIN);
	struct tm tm = { .tm_year = INT_MAX, .tm_mon = INT_MAX, .tm_mday = 1 };
	errno = 0;
	printf("%lld", (long long)mktime(&tm));
	printf(" %s\n", strerror(errno));
	struct tm gm = { .tm_year = 100, .tm_mon = 5, .tm_mday = 31 };
	printf("%lld %d %d\n", (long long)timegm(&gm), gm.tm_mon, gm.tm_mday);
	time_t far = (time_t)1 << 60;
	errno = 0;
	printf("%d", gmtime(&far) == 0);
	printf(" %s\n", strerror(errno));
	time_t t = 67767976233532799;
	struct tm *last = gmtime(&t);
	printf("%d\n", last ? last->tm_year == INT_MAX - 1900 || last->tm_year > 0 : -1);
	int wrong = 0;
	for (long long s = -62135596800; s < 253402300800; s += 86400LL * 97 + 12345) {
		time_t x = s;
		struct tm u = *gmtime(&x);
		wrong += timegm(&u) != x;
	}
	printf("wrong %d\n", wrong);
	printf("%g\n", difftime(10, 3));
	return 0;
}
