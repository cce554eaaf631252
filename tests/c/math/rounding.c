// Rounding to integral values, to integers, and in each of the four rounding modes.
#include <fenv.h>
#include "values.h"

#define INTEGERS(name)                                                                                               \
	for (unsigned i = 0; i < COUNT(values); i++)                                                                 \
		if (fabsl(values[i]) < 2147483646)                                                                   \
			printf(#name " %La: %lld %lld %lld\n", values[i], (long long)name##f((float)values[i]),      \
				(long long)name((double)values[i]), (long long)name##l(values[i]))

int main(void)
{
	static const struct {
		const char *name;
		int mode;
	} modes[] = { { "nearest", FE_TONEAREST }, { "up", FE_UPWARD }, { "down", FE_DOWNWARD }, { "zero", FE_TOWARDZERO } };
	UNARY(ceil);
	UNARY(floor);
	UNARY(trunc);
	UNARY(round);
	INTEGERS(lround);
	INTEGERS(llround);
	for (unsigned m = 0; m < COUNT(modes); m++) {
		fesetround(FE_TONEAREST);
		printf("to %s\n", modes[m].name);
		fesetround(modes[m].mode);
		UNARY(rint);
		UNARY(nearbyint);
		INTEGERS(lrint);
		INTEGERS(llrint);
		UNARY(round);
		INTEGERS(lround);
		// Sums that cancel out, results that are too large or too small.
		volatile double one = 1, large = 1000, negative = -large;
		volatile long double tiny = 0x1p-10000L;
		printf("log(1):"), put(log(one)), put(log2(one)), put(log10(one)), put(logf(one)), put(log2f(one)), put(log10f(one)), put(logl(one));
		printf("\nsinh:"), put(sinh(large)), put(sinh(negative)), put(sinhf(large)), put(sinhf(negative));
		printf("\nfmal:"), put(fmal(tiny, tiny, 0.0L)), put(fmal(-tiny, tiny, 0.0L)), put(fmal(-tiny, tiny, -0.0L));
		puts("");
	}
	fesetround(FE_TONEAREST);
	printf("%lld %lld\n", llrint(-9007199254740993.0), llround(0x1.fffffffffffffp+61));
	// rint tells of rounding, nearbyint does not.
	volatile double x = 1.5;
	feclearexcept(FE_ALL_EXCEPT);
	volatile double r = nearbyint(x);
	printf("nearbyint %d", fetestexcept(FE_INEXACT) != 0);
	r = rint(x);
	printf(" rint %d\n", fetestexcept(FE_INEXACT) != 0);
	feclearexcept(FE_ALL_EXCEPT);
	x = 1e30;
	volatile long l = lrint(x);
	printf("lrint %d", fetestexcept(FE_INVALID) != 0);
	feclearexcept(FE_ALL_EXCEPT);
	l = lround(x);
	printf(" lround %d", fetestexcept(FE_INVALID) != 0);
	x = NAN;
	feclearexcept(FE_ALL_EXCEPT);
	l = llround(x);
	printf(" %d\n", fetestexcept(FE_INVALID) != 0);
	return 0;
}
