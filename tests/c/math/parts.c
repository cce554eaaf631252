// A number's parts and neighbours: exact for every argument.
#include "values.h"
#include <limits.h>

#define PAIR(name, type)                                                          \
	for (unsigned i = 0; i < COUNT(values); i++) {                            \
		type whole = 77;                                                  \
		long double r = name((type)values[i], &whole);                    \
		printf(#name " %La:", values[i]);                                 \
		put(r);                                                           \
		put(whole);                                                       \
		puts("");                                                         \
	}

#define EXPONENT(name, type)                                                      \
	for (unsigned i = 0; i < COUNT(values); i++) {                            \
		int e = 0;                                                        \
		long double r = name((type)values[i], &e);                        \
		printf(#name " %La:", values[i]);                                 \
		put(r);                                                           \
		printf(" %d\n", isfinite(values[i]) ? e : 0);                     \
	}

#define SCALE(name, type, by)                                                     \
	for (unsigned i = 0; i < COUNT(values); i++)                              \
		for (unsigned k = 0; k < COUNT(steps); k++) {                     \
			printf(#name " %La %d:", values[i], steps[k]);            \
			put(name((type)values[i], (by)steps[k]));                 \
			puts("");                                                 \
		}

static const int steps[] = { 0, 1, -1, 10, -20, 130, -140, 1000, -1060, 17000, -17000, INT_MAX, INT_MIN };

int main(void)
{
	UNARY(fabs);
	UNARY(sqrt);
	UNARY(logb);
	BINARY(copysign);
	BINARY(nextafter);
	PAIR(modff, float);
	PAIR(modf, double);
	PAIR(modfl, long double);
	EXPONENT(frexpf, float);
	EXPONENT(frexp, double);
	EXPONENT(frexpl, long double);
	SCALE(ldexpf, float, int);
	SCALE(ldexp, double, int);
	SCALE(ldexpl, long double, int);
	SCALE(scalbnf, float, int);
	SCALE(scalbn, double, int);
	SCALE(scalbnl, long double, int);
	SCALE(scalblnf, float, long);
	SCALE(scalbln, double, long);
	SCALE(scalblnl, long double, long);
	printf("%La %La %La\n", (long double)scalblnf(1, LONG_MAX), (long double)scalbln(1, LONG_MIN), scalblnl(1, LONG_MAX));
	for (unsigned i = 0; i < COUNT(values); i++)
		printf("ilogb %La: %d %d %d\n", values[i], ilogbf((float)values[i]), ilogb((double)values[i]), ilogbl(values[i]));
	printf("%d %d\n", ilogb(0) == FP_ILOGB0, ilogb(NAN) == FP_ILOGBNAN);
	for (unsigned i = 0; i < COUNT(values); i++)
		for (unsigned k = i % 3; k < COUNT(values); k += 3) {
			long double x = values[i], y = values[k];
			printf("nexttoward %La %La:", x, y);
			put(nexttowardf((float)x, y));
			put(nexttoward((double)x, y));
			put(nexttowardl(x, y));
			puts("");
		}
	put(nan(""));
	put(nanf("1"));
	put(nanl("0x7"));
	printf(" %d\n", isnan(nan("")) && isnan(nanf("12")) && isnan(nanl("x")));
	return 0;
}
