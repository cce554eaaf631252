// strfmon in the C locale, where a sign is "-", a point "." and there are no groups and no symbol.
#include <errno.h>
#include <locale.h>
#include <monetary.h>
#include <stdio.h>
#include <string.h>

static void show(const char *format, double value)
{
	char buffer[200];
	errno = 0;
	ssize_t length = strfmon(buffer, sizeof buffer, format, value);
	int error = errno;
	if (length < 0)
		printf("%s: %zd, %s\n", format, length, error == EINVAL ? "EINVAL" : "other");
	else
		printf("%s: %zd [%s]\n", format, length, buffer);
}

int main(void)
{
	const char *formats[] = { "%n", "%i", "%(n", "%+n", "%#5n", "%=*#5n", "%=0#5n", "%^#5n", "%!n", "%15n", "%-15n|",
				  "%.0n", "%.4n", "%#3.1n", "%^=f#10.3i", "%11.2n", "%#12n", "%=_#12n", "%#0n", "%0n", "%=n",
				  "%q", "%5", "%.n", "%(+n", "%#n", "%", "no amount" };
	const double values[] = { 1234.567, -1234.567, 12.5, 13.5, -123.45, 1e20 };
	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
		for (size_t j = 0; j < sizeof values / sizeof *values; j++)
			show(formats[i], values[j]);

	char buffer[32];
	ssize_t length = strfmon(buffer, sizeof buffer, "%% %n and %.1i.", 1.25, -2.5);
	printf("%zd [%s]\n", length, buffer);
	errno = 0;
	length = strfmon(buffer, 8, "%n", 12345.0);
	printf("too small: %zd %d\n", length, errno == E2BIG);
	length = strfmon(buffer, 9, "%n", 12345.0);
	printf("just enough: %zd [%s]\n", length, buffer);
	locale_t c = newlocale(LC_ALL_MASK, "C", 0);
	length = strfmon_l(buffer, sizeof buffer, c, "%n", 3.0);
	printf("strfmon_l: %zd [%s]\n", length, buffer);
	freelocale(c);
	return 0;
}
