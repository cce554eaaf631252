// mktime of a time that is said to be, or not to be, daylight saving time, in zones that have it then, at other times, or never.
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

int main(void)
{
	static const char *const zones[] = { "UTC0", "JST-9", "EST5", "CET-1CEST,M3.5.0,M10.5.0/3", "NZST-12NZDT,M9.5.0,M4.1.0/3", "LHST-10:30LHDT-11,M10.1.0,M4.1.0" };
	for (size_t zone = 0; zone < sizeof zones / sizeof *zones; zone++) {
		setenv("TZ", zones[zone], 1);
		for (int year = 1975; year < 2040; year += 13)
			for (int month = 0; month < 12; month += 5)
				for (int believed = -1; believed <= 1; believed++) {
					struct tm time = { .tm_year = year - 1900, .tm_mon = month, .tm_mday = 3, .tm_hour = 2, .tm_isdst = believed };
					long long seconds = mktime(&time);
					printf("%s %d-%d %d: %lld, %d o'clock, %d\n", zones[zone], year, month + 1, believed, seconds, time.tm_hour, time.tm_isdst);
				}
	}
	return 0;
}
