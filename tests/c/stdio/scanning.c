// Reading by format: every conversion, suppressed, limited, failing and at the end.
// stdin: 12 -7 0x1f word\n3.5e2,x  tail\n
#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int from_input(const char *format, ...)
{
	va_list list;
	va_start(list, format);
	int n = vscanf(format, list);
	va_end(list);
	return n;
}

int main(void)
{
	int a = 0, b = 0, c = 0, n = -1;
	unsigned u = 0;
	char s[64] = "", t[64] = "", *made = 0;
	float f = 0;
	double d = 0;
	long double ld = 0;
	signed char hh;
	short h;
	long l;
	long long ll;
	intmax_t j;
	size_t z;
	void *p;
	printf("%d", scanf("%d%d%i", &a, &b, &c));
	printf(" %d %d %d\n", a, b, c);
	printf("%d", from_input("%s%lf,%c%n", s, &d, t, &n));
	printf(" %s %g %c %d\n", s, d, *t, n);
	printf("%d", scanf("%63s", s));
	printf(" %s %d\n", s, scanf("%s", t));
	printf("%d", sscanf("300 70000 5000000000 -6 7 8", "%hhd %hd %ld %lld %jd %zu", &hh, &h, &l, &ll, &j, &z));
	printf(" %d %d %ld %lld %jd %zu\n", hh, h, l, ll, j, z);
	printf("%d", sscanf("ff 0x10 777 -5 12", "%x %x %o %u %d", &a, &b, &c, &u, &n));
	printf(" %d %d %d %u %d\n", a, b, c, u, n);
	printf("%d", sscanf("0x1.8p1 1e3 .25", "%f %lf %Lf", &f, &d, &ld));
	printf(" %g %g %Lg\n", f, d, ld);
	printf("%d", sscanf("inf nan -infinity", "%f %lf %Lf", &f, &d, &ld));
	printf(" %d %d %d\n", isinf(f) != 0, isnan(d) != 0, isinf(ld) && ld < 0);
	printf("%d", sscanf("123456", "%3d%2d%n", &a, &b, &n));
	printf(" %d %d %d\n", a, b, n);
	printf("%d", sscanf("skip 5 keep", "%*s %*d %s", s));
	printf(" %s\n", s);
	printf("%d", sscanf("abc]def", "%[]abc]%s", s, t));
	printf(" %s %s\n", s, t);
	printf("%d", sscanf("a-b^c", "%[a^-]%s", s, t));
	printf(" %s %s\n", s, t);
	memset(s, '#', 8);
	printf("%d", sscanf("xyz", "%3c", s));
	printf(" %.4s\n", s);
	printf("%d", sscanf("two words", "%ms %mc", &made, &p));
	printf(" %s %c\n", made, *(char *)p);
	free(made), free(p);
	printf("%d", sscanf("[key]", "%m[[a-z]", &made));
	printf(" %s\n", made);
	free(made);
	printf("%d %d %d\n", sscanf("", "%d", &a), sscanf("  ", "%s", s), sscanf("x", "%d", &a));
	printf("%d %d\n", sscanf("5%", "%d%%%n", &a, &n), n);
	printf("%d %d\n", sscanf("1,2", "%d;%d", &a, &b), sscanf("1 2", "%d%*d%d", &a, &b));
	printf("%d\n", sscanf("-", "%d", &a));
	printf("%d", sscanf("9 8", "%2$d %1$d", &a, &b));
	printf(" %d %d\n", a, b);
	snprintf(s, sizeof s, "%p", (void *)&a);
	printf("%d", sscanf(s, "%p", &p));
	printf(" %d\n", p == &a);
	/* What does not fit stays to be read. */
	FILE *file = tmpfile();
	fputs("12ab 1.5.5 +-3", file);
	rewind(file);
	printf("%d", fscanf(file, "%d%s %lf", &a, s, &d));
	printf(" %d %s %g", a, s, d);
	printf(" %d", fscanf(file, "%lf", &d));
	printf(" %g %d", d, fscanf(file, "%d", &a));
	printf(" %c\n", getc(file));
	fclose(file);
	return 0;
}
