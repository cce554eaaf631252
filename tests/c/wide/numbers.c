// Numbers read from wide strings and from narrow ones: the same values, ends and errors.
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <wchar.h>

static const wchar_t *integers[] = {
	L"0", L"  42", L"-17x", L"+5", L"0x1f", L"0x", L"0xg", L"017", L"08", L"9223372036854775807", L"9223372036854775808",
	L"-9223372036854775808", L"-9223372036854775809", L"18446744073709551615", L"18446744073709551616", L"-1", L"", L"  ", L"-", L"z", L"\t\n7", L"- 7", L"0b11",
};

static const wchar_t *reals[] = {
	L"0", L"-0", L"1.5", L"  -2.25e3x", L".5", L"5.", L".", L"1e", L"1e+", L"1e400", L"-1e400", L"1e5000", L"1e-400", L"1e-5000", L"0x1.8p3", L"0x.8", L"0x", L"0x1p",
	L"inf", L"-Infinity", L"infinit", L"nan", L"NAN(12)", L"nan(", L"1.7976931348623157e308", L"3.4e38", L"3.5e38", L"0.1", L"123456789012345678901234567890",
	L"2.2250738585072011e-308", L"9007199254740993", L"4.9e-324", L"2.4e-324", L"", L"e5", L"+.e1", L"1_000",
};

// Whether no digits at all are EINVAL is left to the implementation.
#define NUMBER(end, start) ((end) == (start) ? 0 : errno)

#define INTEGER(narrow, wide, type, base)                                                                                    \
	do {                                                                                                                 \
		char *end;                                                                                                   \
		wchar_t *wend;                                                                                               \
		errno = 0;                                                                                                   \
		type n = narrow(s, &end, base);                                                                              \
		int e = NUMBER(end, s);                                                                                              \
		errno = 0;                                                                                                   \
		type w = wide(integers[i], &wend, base);                                                                     \
		printf(" %lld/%ld/%d", (long long)n, (long)(end - s), e);                                                    \
		if (n != w || e != NUMBER(wend, integers[i]) || end - s != wend - integers[i])                                                   \
			printf(" but " #wide " %lld/%ld/%d", (long long)w, (long)(wend - integers[i]), NUMBER(wend, integers[i]));               \
	} while (0)

#define REAL(narrow, wide, type)                                                                                             \
	do {                                                                                                                 \
		char *end;                                                                                                   \
		wchar_t *wend;                                                                                               \
		errno = 0;                                                                                                   \
		type n = narrow(s, &end);                                                                                    \
		int e = NUMBER(end, s);                                                                                              \
		errno = 0;                                                                                                   \
		type w = wide(reals[i], &wend);                                                                              \
		if (isnan(n))                                                                                                \
			printf(" nan");                                                                                      \
		else                                                                                                         \
			printf(" %La", (long double)n);                                                                      \
		printf("/%ld/%d", (long)(end - s), e);                                                                       \
		if ((n != w && !isnan(n)) || e != NUMBER(wend, reals[i]) || end - s != wend - reals[i])                                       \
			printf(" but " #wide " %La/%ld/%d", (long double)w, (long)(wend - reals[i]), NUMBER(wend, reals[i]));                 \
	} while (0)

int main(void)
{
	char s[64];
	static const int bases[] = { 0, 10, 16, 36 };
	for (unsigned i = 0; i < sizeof integers / sizeof *integers; i++) {
		snprintf(s, sizeof s, "%ls", integers[i]);
		for (int b = 0; b < 4; b++) {
			printf("'%s' %d:", s, bases[b]);
			INTEGER(strtol, wcstol, long, bases[b]);
			INTEGER(strtoll, wcstoll, long long, bases[b]);
			INTEGER(strtoul, wcstoul, unsigned long, bases[b]);
			INTEGER(strtoull, wcstoull, unsigned long long, bases[b]);
			INTEGER(strtoimax, wcstoimax, intmax_t, bases[b]);
			INTEGER(strtoumax, wcstoumax, uintmax_t, bases[b]);
			puts("");
		}
		if (integers[i][0] == '0' || integers[i][0] == ' ')
			printf("%d %ld %lld\n", atoi(s), atol(s), atoll(s));
	}
	errno = 0;
	printf("base 1 %ld", strtol("1", 0, 1));
	printf(" %d\n", errno == EINVAL);
	errno = 0;
	printf("base 37 %lu", strtoul("1", 0, 37));
	printf(" %d\n", errno == EINVAL);
	printf("base 2 %ld %ld\n", strtol("10112", 0, 2), wcstol(L"10112", 0, 2));
	for (unsigned i = 0; i < sizeof reals / sizeof *reals; i++) {
		snprintf(s, sizeof s, "%ls", reals[i]);
		printf("'%s':", s);
		REAL(strtof, wcstof, float);
		REAL(strtod, wcstod, double);
		REAL(strtold, wcstold, long double);
		puts("");
	}
	printf("%g %g\n", atof(" 1.25abc"), atof("x"));
	imaxdiv_t q = imaxdiv(-17, 5);
	printf("%jd %jd %jd %jd\n", q.quot, q.rem, imaxabs(-INTMAX_MAX), imaxabs(3));
	div_t d = div(-17, 5);
	ldiv_t l = ldiv(17, -5);
	lldiv_t ll = lldiv(-17, -5);
	printf("%d %d %ld %ld %lld %lld\n", d.quot, d.rem, l.quot, l.rem, ll.quot, ll.rem);
	printf("%d %ld %lld\n", abs(-5), labs(-5L), llabs(-5LL));
	return 0;
}
