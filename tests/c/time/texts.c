// asctime_r and ctime_r; clock_settime refused or done; timespec_get; getdate by its templates.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

int main(void)
{
	setenv("TZ", "UTC0", 1);
	tzset();
	char b[64];
	time_t t = 1000000000;
	struct tm m = { .tm_year = 99, .tm_mon = 0, .tm_mday = 5, .tm_wday = 2, .tm_hour = 3, .tm_min = 4, .tm_sec = 5 };
	printf("%s%s%s%s", asctime_r(&m, b), asctime(&m), ctime(&t), ctime_r(&t, b));
	m.tm_year = 9999 - 1900;
	printf("%s", asctime_r(&m, b));
	struct timespec now, bad = { 0, 1000000000 }, got;
	clock_gettime(CLOCK_REALTIME, &now);
	errno = 0;
	int r = clock_settime(CLOCK_REALTIME, &bad);
	printf("%d %d", r, errno == EINVAL);
	r = clock_settime(CLOCK_MONOTONIC, &now);
	printf(" %d %d", r, errno == EINVAL);
	r = clock_settime(9999, &now);
	printf(" %d %d\n", r, errno == EINVAL);
	printf("%d %d", timespec_get(&got, TIME_UTC) == TIME_UTC, got.tv_sec - now.tv_sec <= 1 && got.tv_sec >= now.tv_sec);
	printf(" %d\n", timespec_get(&got, 77));
	/* Templates. */
	char path[] = "/tmp/dmskXXXXXX";
	FILE *f = fdopen(mkstemp(path), "w");
	fputs("%Y-%m-%d %H:%M:%S\n%d.%m.%Y\n%H:%M\n%B %d\n%A\n", f);
	fclose(f);
	unsetenv("DATEMSK");
	printf("%d", getdate("2024-02-29 12:34:56") == 0);
	printf(" %d\n", getdate_err);
	setenv("DATEMSK", "/no/such/file", 1);
	/* Opening fails, or asking for its status does. */
	printf("%d", getdate("2024-02-29 12:34:56") == 0);
	printf(" %d\n", getdate_err == 2 || getdate_err == 3);
	setenv("DATEMSK", path, 1);
	static const char *texts[] = { "2024-02-29 12:34:56", "17.3.2021", "nonsense", "2023-02-30 00:00:00", "" };
	for (int i = 0; i < 5; i++) {
		struct tm *d = getdate(texts[i]);
		if (d && i == 0)
			printf("%d-%d-%d %d:%d:%d %d %d\n", d->tm_year + 1900, d->tm_mon + 1, d->tm_mday, d->tm_hour, d->tm_min, d->tm_sec, d->tm_wday, d->tm_yday);
		else if (d)
			printf("%d-%d-%d %d %d\n", d->tm_year + 1900, d->tm_mon + 1, d->tm_mday, d->tm_wday, d->tm_yday);
		else
			printf("error %d\n", getdate_err);
	}
	time_t before = time(0);
	struct tm *d = getdate("23:59");
	if (d) {
		struct tm copy = *d;
		time_t then = mktime(&copy);
		printf("%d:%d soon %d\n", d->tm_hour, d->tm_min, then >= before - 60 && then < before + 86400);
	}
	d = getdate("Friday");
	if (d) {
		struct tm copy = *d;
		time_t then = mktime(&copy);
		printf("%d within a week %d\n", copy.tm_wday, then >= before - 86400 && then < before + 7 * 86400);
	}
	return unlink(path);
}
