// The v-functions and those that allocate; every conversion that both understand; what was written and what would be.
#include <locale.h>
#include <math.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int with(int kind, char *b, size_t size, char **made, FILE *f, const char *format, ...)
{
	va_list list, second;
	va_start(list, format);
	va_copy(second, list);
	int n = -1;
	switch (kind) {
	case 0:
		n = vsnprintf(b, size, format, list);
		break;
	case 1:
		n = vsprintf(b, format, list);
		break;
	case 2:
		n = vasprintf(made, format, list);
		break;
	case 3:
		n = vfprintf(f, format, list);
		break;
	case 4:
		n = vdprintf(1, format, list);
		break;
	case 5:
		n = vprintf(format, list);
		break;
	}
	va_end(list);
	if (va_arg(second, int) != 42)
		printf("copy wrong\n");
	va_end(second);
	return n;
}

static int read_with(int kind, const char *s, FILE *f, const char *format, ...)
{
	va_list list;
	va_start(list, format);
	int n = kind == 0 ? vsscanf(s, format, list) : kind == 1 ? vfscanf(f, format, list) : vscanf(format, list);
	va_end(list);
	return n;
}

#define F(...) printf("%d|", printf(__VA_ARGS__)), puts("")

int main(void)
{
	char b[64], *made = 0;
	int n, m;
	double d;
	setbuf(stdout, 0);
	printf("%d ", with(0, b, 6, 0, 0, "%d %s", 42, "abcdef")), puts(b);
	printf("%d ", with(1, b, 0, 0, 0, "%d %s", 42, "abcdef")), puts(b);
	printf("%d ", with(2, 0, 0, &made, 0, "%d %s", 42, "abcdef")), puts(made);
	free(made);
	printf("%d\n", with(3, 0, 0, 0, stdout, "%d %s ", 42, "abcdef"));
	printf("%d\n", with(4, 0, 0, 0, 0, "%d %s ", 42, "abcdef"));
	printf("%d\n", with(5, 0, 0, 0, 0, "%d %s ", 42, "abcdef"));
	printf("%d ", asprintf(&made, "%*d|%-*d|%.*f", 5, 3, 5, 4, 2, 1.005)), puts(made);
	free(made);
	printf("%d\n", dprintf(1, "%s", "dprintf "));
	printf("%d %d\n", snprintf(0, 0, "%1000d", 1), sprintf(b, "%c%%", 'x'));
	F("%d %i %u %o %x %X", -1, -2, 3u, 8, 255, 255);
	F("%+d % d %05d %-5d| %5d %.3d %+.0d", 1, 1, 1, 1, 1, 1, 0);
	F("%#o %#x %#X %#.0f %#g", 8, 255, 255, 1.0, 1.0);
	F("%hhd %hd %ld %lld %jd %zd %td", (char)300, (short)70000, 1L << 40, 1LL << 50, (intmax_t)-5, (size_t)7, (ptrdiff_t)-8);
	F("%f %.0f %.10f %F %e %.0e %E %g %G", 3.14159265358979, 2.5, 0.1, INFINITY, 12345.678, 15.0, 1e-10, 1e-5, 1e20);
	F("%g %g %g %g %.3g %#.3g", 100000.0, 1000000.0, 0.0001, 0.00001, 1234.5, 1.0);
	F("%a %A %.2a %.0a %a %a", 1.0, 255.5, 1.999, 1.5, 0.0, 0x1p-1074);
	F("%Lf %Le %Lg %La", 3.5L, 1e4000L, 1e-4000L, 1.5L);
	F("%f %e %g %5.1f|%-8.2f|%08.2f", NAN, -INFINITY, -0.0, 2.25, 2.25, -2.25);
	F("%.50f", 0.1);
	F("%.20e %.17g %.17g", 5e-324, 0.1, 1.7976931348623157e308);
	F("%.0f %.0f %.0f %.0f %.1f %.2f", 0.5, 1.5, 2.5, -0.5, 0.25, 1.005);
	F("%s %.3s %10s %-10s| %c%c", "string", "string", "right", "left", 'a', 0x62);
	F("%3$s %1$s %2$s", "a", "b", "c");
	F("%2$*1$d|%2$-*1$d|", 6, 42);
	F("%p %d", (void *)0x1234, 5);
	F("%ls %lc %.3ls", L"wide \u20ac", L'\u00e9', L"\u20ac\u20ac");
	F("%'d %s", 1234567, "");
	printf("%n", &n);
	printf("abc%n %s%n\n", &n, "def", &m);
	printf("%d %d\n", n, m);
	printf("read %d", read_with(0, "12 abc 3.5", 0, "%d %s %lf", &n, b, &d));
	printf(" %d %s %g\n", n, b, d);
	FILE *f = tmpfile();
	fputs("77 0x1F 017 word [set]x 9:8", f);
	rewind(f);
	int i, o;
	printf("read %d", read_with(1, 0, f, "%d %i %o %4[a-z]", &n, &i, &o, b));
	printf(" %d %d %d %s", n, i, o, b);
	printf(" %d", fscanf(f, " [%[^]]]%*c %d:%d", b, &n, &m));
	printf(" %s %d %d\n", b, n, m);
	fclose(f);
	return 0;
}
