// What functions raise, and what they do not: all five exceptions, of functions whose results are exact or that tell of their range.
#include <fenv.h>
#include <float.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

// The sign of a NaN is nobody's promise.
static void outcome(const char *function, long double x, long double y, long double result, int flags)
{
	int e = fetestexcept(flags);
	printf("%s(%La, %La):", function, x, y);
	if (__builtin_isnan(result))
		printf(" nan");
	else
		printf(" %La", result);
	printf("%s%s%s%s%s\n", e & FE_INVALID ? " invalid" : "", e & FE_DIVBYZERO ? " pole" : "", e & FE_OVERFLOW ? " overflow" : "",
		e & FE_UNDERFLOW ? " underflow" : "", e & FE_INEXACT ? " inexact" : "");
}

// Volatile: the compiler shall not compute what the library should.
#define TYPE(type, function, arguments, flags, r)                                \
	do {                                                                     \
		volatile type a = values[i], b = values[k];                      \
		feclearexcept(FE_ALL_EXCEPT);                                    \
		volatile r result = function arguments;                          \
		outcome(#function, a, b, result, flags);                         \
	} while (0)

#define EACH(function, arguments, flags, rf, r, rl)                              \
	do {                                                                     \
		TYPE(float, function##f, arguments, flags, rf);                  \
		TYPE(double, function, arguments, flags, r);                     \
		TYPE(long double, function##l, arguments, flags, rl);            \
	} while (0)

#define ONE(function, flags) EACH(function, (a), flags, float, double, long double)
#define TWO(function, flags) EACH(function, (a, b), flags, float, double, long double)
#define WHOLE(function, flags) EACH(function, (a), flags, long long, long long, long long)

// In every format.
static volatile long double values[] = {
	NAN, INFINITY, -INFINITY, 0.0L, -0.0L, 1.0L, -1.0L, 0.5L, -0.5L, 1.5L, -0x1.5p-7L, 0x1.23p+5L, 0x1p62L, -0x1p63L, 0x1p63L, 0x1p100L,
};

// Numbers at the ends of the formats: with each the exponent of the smallest normal number is another.
static volatile long double ends[] = { 0x1p-126L, 0x1.8p-140L, -0x1p-149L, 0x1p-1022L, 0x1.8p-1060L, -0x1p-1074L, 0x1p-16382L, 0x1.8p-16400L,
	-0x1p-16445L };

static const int all = FE_ALL_EXCEPT;

// Not-a-number is not compared aloud, equal infinities have no difference, and no difference is computed in vain.
static void comparisons(void)
{
	for (unsigned i = 0; i < COUNT(values); i++)
		for (unsigned k = 0; k < COUNT(values); k++) {
			TWO(fdim, all);
			// Zeros of both signs may compare as equal, here and in other libraries.
			if (values[i] == 0 && values[k] == 0)
				continue;
			TWO(fmax, all);
			TWO(fmin, all);
		}
}

static void whole_numbers(void)
{
	for (unsigned i = 0, k = 0; i < COUNT(values); i++) {
		WHOLE(ilogb, FE_INVALID);
		WHOLE(lround, FE_INVALID);
		WHOLE(llround, FE_INVALID);
		// A result that differs from the argument may tell of it.
		if (values[i] == (long long)values[i] || fabsl(values[i]) > LLONG_MAX)
			ONE(round, all);
		else
			ONE(round, FE_INVALID);
	}
}

static void neighbours(void)
{
	static volatile long double values[] = { 0.0L, -0.0L, 0x1p-149L, 0x1p-1074L, 0x1p-16445L, -0x1p-126L, 0x1p-1022L, -0x1p-16382L, 1.0L, FLT_MAX,
		DBL_MAX, -LDBL_MAX, INFINITY, -INFINITY };
	for (unsigned i = 0; i < COUNT(values); i++)
		for (unsigned k = 0; k < COUNT(values); k++) {
			TWO(nextafter, all);
			TYPE(long double, nexttowardl, (a, b), all, long double);
			TYPE(double, nexttoward, (a, b), all, double);
			TYPE(float, nexttowardf, (a, b), all, float);
		}
}

// By the powers of two that this function takes as numbers.
static void scales(void)
{
	for (unsigned i = 0; i < COUNT(values); i++)
		for (unsigned k = 0; k < COUNT(values); k++) {
			TYPE(double, scalb, (a, b), all & ~FE_INEXACT, double);
			TYPE(float, scalbf, (a, b), all & ~FE_INEXACT, float);
		}
}

// Results that are nearly, but not quite, their arguments tell of it below the normal numbers.
static void small_results(void)
{
	volatile long double *values = ends;
	for (unsigned i = 0, k = 0; i < COUNT(ends); i++) {
		volatile float f = values[i];
		volatile double d = values[i];
		if (d != values[i])
			f = d = 0;
		if (f != values[i])
			f = 0;
#define NEAR(function)                                                                                       \
	do {                                                                                                 \
		if (f != 0)                                                                                  \
			TYPE(float, function##f, (a), FE_UNDERFLOW, float);                     \
		if (d != 0)                                                                                  \
			TYPE(double, function, (a), FE_UNDERFLOW, double);                      \
		TYPE(long double, function##l, (a), FE_UNDERFLOW, long double);                 \
	} while (0)
		NEAR(sin);
		NEAR(tan);
		NEAR(asin);
		NEAR(atan);
		NEAR(sinh);
		NEAR(tanh);
		NEAR(asinh);
		NEAR(atanh);
		NEAR(expm1);
		NEAR(log1p);
	}
	volatile long double tiny = 0x1p-16383L, one = 1, huge = 0x1p+16383L, half = 0.5L, negative = -0x1p-10000L;
	feclearexcept(FE_ALL_EXCEPT);
	volatile long double r = atan2l(tiny, one);
	outcome("atan2l", tiny, one, r, all);
	feclearexcept(FE_ALL_EXCEPT);
	r = atan2l(half, huge);
	outcome("atan2l", half, huge, r, all);
	feclearexcept(FE_ALL_EXCEPT);
	r = fmal(negative, -negative, 0.0L);
	outcome("fmal", negative, -negative, r, all);
}

// Powers that are subnormal numbers, or the largest, and need no rounding.
static void exact_powers(void)
{
	static const double doubles[][2] = { { 0x1p-1074, 1 }, { -0x1.8p-1060, 1 }, { 2, -1074 }, { 0x1p-537, 2 }, { 0x3p-350, 3 }, { -0x1p350, -3 },
		{ 0x1p700, -1.5 }, { 0x9p-700, 1.5 }, { 0x1p1023, -1 }, { 0x1p-1000, 1.0625 }, { DBL_MAX, 1 }, { DBL_MIN, 1 } };
	static const float floats[][2] = { { 0x1p-149f, 1 }, { 0x1.fffffcp-127f, 1 }, { 2, -149 }, { 0x1p-74f, 2 }, { 0x1p47f, -3 }, { 0x1p94f, -1.5f },
		{ FLT_MAX, 1 }, { FLT_MIN, 1 } };
	for (unsigned i = 0; i < COUNT(doubles); i++) {
		volatile double x = doubles[i][0], y = doubles[i][1], r;
		feclearexcept(FE_ALL_EXCEPT);
		r = pow(x, y);
		printf("pow(%a, %a): %a\n", x, y, r);
	}
	for (unsigned i = 0; i < COUNT(floats); i++) {
		volatile float x = floats[i][0], y = floats[i][1], r;
		feclearexcept(FE_ALL_EXCEPT);
		r = powf(x, y);
		outcome("powf", x, y, r, FE_OVERFLOW | FE_INVALID);
	}
}

#define BESSEL(function, ...)                                                                  \
	do {                                                                                   \
		feclearexcept(FE_ALL_EXCEPT);                                                  \
		volatile double result = function(__VA_ARGS__);                                \
		outcome(#function, x, 0, result, FE_INVALID | FE_DIVBYZERO | FE_OVERFLOW);     \
	} while (0)

// The second kind has a pole at 0, and no values below.
static void bessel(void)
{
	static const double at[] = { 0.0, -0.0, -1.0, -0x1.23p+4, -INFINITY, NAN };
	for (unsigned i = 0; i < COUNT(at); i++) {
		volatile double x = at[i];
		BESSEL(y0, x);
		BESSEL(y1, x);
		for (int order = -1; order < 3; order++)
			BESSEL(yn, order, x);
	}
}

int main(void)
{
	comparisons();
	whole_numbers();
	neighbours();
	scales();
	small_results();
	exact_powers();
	bessel();
	return 0;
}
