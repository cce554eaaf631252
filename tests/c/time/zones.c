// TZ strings: offsets, daylight saving by the three forms of rules, names, and moments about the changes.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static void zone(const char *tz, time_t t)
{
	setenv("TZ", tz, 1);
	tzset();
	struct tm tm = *localtime(&t);
	char out[64];
	strftime(out, sizeof out, "%F %T %Z %z", &tm);
	struct tm back = tm;
	printf("%s %lld: %s dst %d back %d names %s %s\n", tz, (long long)t, out, tm.tm_isdst, mktime(&back) == t, tzname[0], tzname[1]);
}

/* A time that the program made itself, without an abbreviation: it is one of the local zone. */
static void made(const char *tz)
{
	setenv("TZ", tz, 1);
	for (int dst = -1; dst <= 1; dst++) {
		struct tm tm = { .tm_year = 124, .tm_mday = 1, .tm_isdst = dst };
		char out[64];
		printf("%zu ", strftime(out, sizeof out, "<%Z>", &tm));
		puts(out);
	}
}

int main(void)
{
	made("CET-1CEST");
	made("UTC0");
	made("<-03>3<-02>");
	zone("UTC0", 0);
	zone("EST5", 1000000000);
	zone("IST-5:30", 1000000000);
	zone("<+0545>-5:45", 1000000000);
	zone("XXX-14:59:59", 1000000000);
	/* Central Europe, 2024: changes at 1711846800 and 1729990800. */
	static const char *europe = "CET-1CEST,M3.5.0,M10.5.0/3";
	for (int i = -1; i <= 1; i++) {
		zone(europe, 1711846800 + i);
		zone(europe, 1729990800 + i);
	}
	static const char *america = "EST5EDT,M3.2.0/2,M11.1.0/2";
	zone(america, 1710054000 - 1);
	zone(america, 1710054000);
	zone(america, 1730613600 - 1);
	zone(america, 1730613600);
	/* South of the equator: saving over the turn of the year. */
	static const char *south = "NZST-12NZDT,M9.5.0,M4.1.0/3";
	zone(south, 1704067200);
	zone(south, 1719792000);
	zone("AAA3BBB,J60/0,J300", 1709251200 + 3 * 3600);
	zone("AAA3BBB,59/0,300", 1709164800 + 3 * 3600);
	zone("AAA3BBB,J1/0,J365/25", 1720000000);
	/* A time that does not exist and one that comes twice. */
	setenv("TZ", europe, 1);
	tzset();
	struct tm twice = { .tm_year = 124, .tm_mon = 9, .tm_mday = 27, .tm_hour = 2, .tm_min = 30, .tm_isdst = 0 };
	printf("%lld\n", (long long)mktime(&twice));
	struct tm first = { .tm_year = 124, .tm_mon = 9, .tm_mday = 27, .tm_hour = 2, .tm_min = 30, .tm_isdst = 1 };
	printf("%lld\n", (long long)mktime(&first));
	printf("%ld %d\n", timezone, daylight != 0);
	struct tm u;
	time_t t = 1720000000;
	setenv("TZ", "UTC0", 1);
	localtime_r(&t, &u);
	return 0;
}
