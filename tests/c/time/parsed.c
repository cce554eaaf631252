// strptime: each conversion, white space, what it leaves alone, and where it stops.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static void show(const char *text, const char *format)
{
	struct tm tm = { .tm_sec = -1, .tm_min = -1, .tm_hour = -1, .tm_mday = -1, .tm_mon = -1, .tm_year = -1 };
	char *rest = strptime(text, format, &tm);
	if (rest)
		printf("%s by %s: %d-%d-%d %d:%d:%d, rest [%s]\n", text, format, tm.tm_year, tm.tm_mon, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec, rest);
	else
		printf("%s by %s: no match\n", text, format);
}

int main(void)
{
	setenv("TZ", "UTC0", 1);
	show("2024-02-29", "%Y-%m-%d");
	show("12:34:56", "%H:%M:%S");
	show("12:34:56 tail", "%T");
	show("03/04/05", "%D");
	show("11:59 PM", "%I:%M %p");
	show("12:00 AM", "%I:%M %p");
	show("12:00 PM", "%I:%M %p");
	show("Feb 7", "%b %d");
	show("february 7", "%B %d");
	show("Mon Jan  5 10:20:30 1998", "%a %b %d %H:%M:%S %Y");
	show("  17", "%d");
	show("17:5", "%H:%M");
	show("25:00", "%H:%M");
	show("13/01", "%m/%d");
	show("68", "%y");
	show("69", "%y");
	show("7%", "%d%%");
	show("x 5", "x%t%d");
	show("x5", "x %d");
	show("12", "%H:%M");
	show("", "%d");
	show("", "");
	show("23:59:60", "%H:%M:%S");
	show("07 rest of it", "%d");
	struct tm tm;
	memset(&tm, 0, sizeof tm);
	strptime("86400", "%s", &tm);
	printf("%d %d\n", tm.tm_mday, tm.tm_mon);
	memset(&tm, 0, sizeof tm);
	strptime("2024-03-01", "%Y-%m-%d", &tm);
	printf("weekday %d day of year %d\n", tm.tm_wday, tm.tm_yday);
	return 0;
}
