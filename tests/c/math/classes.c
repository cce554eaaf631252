// What kind of number it is, and comparisons that raise no exception.
#include <fenv.h>
#include "values.h"

static const char *kind(int c)
{
	return c == FP_NAN ? "nan" : c == FP_INFINITE ? "infinite" : c == FP_ZERO ? "zero" : c == FP_SUBNORMAL ? "subnormal" : c == FP_NORMAL ? "normal" : "?";
}

#define KIND(type)                                                                                        \
	do {                                                                                              \
		type x = (type)values[i];                                                                 \
		printf(" %s %d%d%d%d%d", kind(fpclassify(x)), !!isfinite(x), !!isinf(x), !!isnan(x),      \
			!!isnormal(x), isnan(x) ? 0 : !!signbit(x));                                      \
	} while (0)

int main(void)
{
	for (unsigned i = 0; i < COUNT(values); i++) {
		printf("%La:", values[i]);
		KIND(float);
		KIND(double);
		KIND(long double);
		puts("");
	}
	printf("%s %s %s\n", kind(fpclassify(1e-310)), kind(fpclassify(0x1p-16400L)), kind(fpclassify(1e-40f)));
	printf("%d %d %d\n", !!signbit(-0.0f), !!signbit(-NAN) != !!signbit(NAN), !!signbit(-0.0L));
	feclearexcept(FE_ALL_EXCEPT);
	for (unsigned i = 0; i < COUNT(values); i++)
		for (unsigned k = i % 3; k < COUNT(values); k += 3) {
			volatile double x = values[i], y = values[k];
			printf("%a %a: %d%d%d%d%d%d\n", x != x ? 7 : x, y != y ? 7 : y, !!isgreater(x, y), !!isgreaterequal(x, y), !!isless(x, y), !!islessequal(x, y),
				!!islessgreater(x, y), !!isunordered(x, y));
		}
	volatile double n = NAN, one = 1;
	feclearexcept(FE_ALL_EXCEPT);
	volatile int quiet = isgreater(n, one) + isless(n, one) + islessequal(one, n) + isgreaterequal(n, n) + islessgreater(n, one) + isunordered(n, one);
	printf("quiet %d %d\n", quiet, fetestexcept(FE_INVALID) != 0);
	quiet = n < one;
	printf("loud %d %d\n", quiet, fetestexcept(FE_INVALID) != 0);
	return 0;
}
