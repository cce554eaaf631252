// wcsftime and strftime_l write what strftime does.
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <wchar.h>

int main(void)
{
	struct tm t = { .tm_year = 126, .tm_mon = 10, .tm_mday = 21, .tm_hour = 15, .tm_min = 4, .tm_sec = 9, .tm_wday = 6, .tm_yday = 324 };
	locale_t c = newlocale(LC_ALL_MASK, "C", 0);
	char n[80], l[80], back[80];
	wchar_t w[80];
	static const char *formats[] = { "%Y-%m-%d", "%A %B %j", "%I:%M:%S %p", "%c", "%x %X", "%U %W %V %G %u %w", "%e|%k|%%", "", "%D %T %R %F", "%y %C %h %n%t" };
	for (int i = 0; i < 10; i++) {
		wchar_t format[40];
		swprintf(format, 40, L"%s", formats[i]);
		size_t a = strftime(n, 80, formats[i], &t), b = strftime_l(l, 80, formats[i], &t, c), d = wcsftime(w, 80, format, &t);
		n[a] = l[b] = w[d] = 0;
		snprintf(back, 80, "%ls", w);
		printf("%zu %zu %zu %s %d %d\n", a, b, d, n, strcmp(n, l), strcmp(n, back));
	}
	printf("too long %zu %zu\n", wcsftime(w, 4, L"%Y-%m", &t), strftime_l(l, 4, "%Y-%m", &t, c));
	freelocale(c);
	return 0;
}
