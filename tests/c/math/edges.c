// Functions at the edges of their domains: results and which exceptions (the standard's "special values").
#include <fenv.h>
#include "values.h"

static void exceptions(void)
{
	int e = fetestexcept(FE_INVALID | FE_DIVBYZERO | FE_OVERFLOW);
	printf("%s%s%s", e & FE_INVALID ? " invalid" : "", e & FE_DIVBYZERO ? " pole" : "", e & FE_OVERFLOW ? " overflow" : "");
	feclearexcept(FE_ALL_EXCEPT);
}

#define AT(name, x)                                        \
	do {                                               \
		volatile long double a = x;                \
		float f = a;                               \
		double d = a;                              \
		feclearexcept(FE_ALL_EXCEPT);              \
		printf(#name "(" #x "):");                 \
		float rf = name##f(f);                     \
		exceptions();                              \
		put(rf);                                   \
		double rd = name(d);                       \
		exceptions();                              \
		put(rd);                                   \
		long double rl = name##l(a);               \
		exceptions();                              \
		put(rl);                                   \
		puts("");                                  \
	} while (0)

#define AT2(name, x, y)                                    \
	do {                                               \
		volatile long double a = x, b = y;         \
		float fa = a, fb = b;                      \
		double da = a, db = b;                     \
		feclearexcept(FE_ALL_EXCEPT);              \
		printf(#name "(" #x ", " #y "):");         \
		float rf = name##f(fa, fb);                \
		exceptions();                              \
		put(rf);                                   \
		double rd = name(da, db);                  \
		exceptions();                              \
		put(rd);                                   \
		long double rl = name##l(a, b);            \
		exceptions();                              \
		put(rl);                                   \
		puts("");                                  \
	} while (0)

#define EDGES(name)             \
	do {                    \
		AT(name, 0.0);  \
		AT(name, -0.0); \
		AT(name, INFINITY); \
		AT(name, -INFINITY); \
		AT(name, NAN);  \
	} while (0)

int main(void)
{
	EDGES(sin);
	EDGES(cos);
	EDGES(tan);
	EDGES(asin);
	AT(asin, 1.5);
	AT(acos, 1.0);
	AT(acos, -1.5);
	AT(acos, INFINITY);
	AT(atan, 0.0);
	AT(atan, -0.0);
	EDGES(sinh);
	EDGES(cosh);
	EDGES(tanh);
	EDGES(asinh);
	AT(acosh, 1.0);
	AT(acosh, 0.5);
	AT(acosh, -INFINITY);
	AT(acosh, INFINITY);
	AT(atanh, 1.0);
	AT(atanh, -1.0);
	AT(atanh, 2.0);
	AT(atanh, -0.0);
	AT(sinh, 20000.0);
	AT(cosh, -20000.0);
	EDGES(exp);
	AT(exp, 20000.0);
	AT(exp, -20000.0);
	EDGES(exp2);
	AT(exp2, 3.0);
	AT(exp2, -20.0);
	AT(exp2, 20000.0);
	EDGES(expm1);
	AT(expm1, 20000.0);
	AT(expm1, -20000.0);
	EDGES(log);
	AT(log, 1.0);
	AT(log, -1.0);
	EDGES(log2);
	AT(log2, 8.0);
	AT(log2, 0.125);
	AT(log2, -1.0);
	EDGES(log10);
	AT(log10, -1.0);
	EDGES(log1p);
	AT(log1p, -1.0);
	AT(log1p, -2.0);
	EDGES(cbrt);
	AT(cbrt, -8.0);
	AT(sqrt, -1.0);
	AT(sqrt, 2.0);
	EDGES(erf);
	EDGES(erfc);
	EDGES(tgamma);
	AT(tgamma, 5.0);
	AT(tgamma, -3.0);
	AT(tgamma, 20000.0);
	EDGES(lgamma);
	AT(lgamma, 1.0);
	AT(lgamma, 2.0);
	AT(lgamma, -3.0);
	EDGES(logb);
	AT2(hypot, INFINITY, NAN);
	AT2(hypot, NAN, -INFINITY);
	AT2(hypot, 0.0, -3.0);
	AT2(hypot, NAN, 1.0);
	AT2(atan2, 0.0, 1.0);
	AT2(atan2, -0.0, 1.0);
	AT2(atan2, 1.0, INFINITY);
	AT2(atan2, -1.0, INFINITY);
	AT2(atan2, NAN, 1.0);
	AT2(fmod, 1.0, 0.0);
	AT2(fmod, INFINITY, 1.0);
	AT2(remainder, 1.0, 0.0);
	AT2(fdim, 1.0, INFINITY);
	AT2(nextafter, 0.0, 1.0);
	AT2(pow, 0.0, 0.0);
	AT2(pow, NAN, 0.0);
	AT2(pow, 1.0, NAN);
	AT2(pow, -1.0, INFINITY);
	AT2(pow, -1.0, -INFINITY);
	AT2(pow, 0.0, -3.0);
	AT2(pow, -0.0, -3.0);
	AT2(pow, 0.0, -2.5);
	AT2(pow, -0.0, 3.0);
	AT2(pow, 0.0, -INFINITY);
	AT2(pow, -8.0, 0.5);
	AT2(pow, -8.0, 3.0);
	AT2(pow, 0.5, INFINITY);
	AT2(pow, 0.5, -INFINITY);
	AT2(pow, 2.0, INFINITY);
	AT2(pow, -INFINITY, -3.0);
	AT2(pow, -INFINITY, 3.0);
	AT2(pow, -INFINITY, 4.0);
	AT2(pow, INFINITY, -1.0);
	AT2(pow, 10.0, 20000.0);
	AT2(pow, -10.0, 19999.0);
	AT2(pow, 10.0, -20000.0);
	static const double at[] = { 0.5, 2.5, -0.5, -1.5, -2.5, 3 };
	for (unsigned i = 0; i < COUNT(at); i++) {
		volatile double x = at[i];
		signgam = 0;
		volatile double r = lgamma(x);
		printf("signgam %g: %d", x, signgam);
		r = lgammaf(x);
		printf(" %d", signgam);
		r = lgammal(x);
		printf(" %d\n", signgam);
	}
	static const double bessel[] = { 0, INFINITY, NAN };
	for (unsigned i = 0; i < COUNT(bessel); i++) {
		volatile double x = bessel[i];
		put(j0(x)), put(j1(x)), put(jn(3, x)), put(jn(-3, x)), put(y0(x)), put(y1(x)), put(yn(2, x));
		puts("");
	}
	volatile double below = -1;
	printf("%d %d %d\n", isnan(y0(below)) || isinf(y0(below)), isnan(y1(below)) || isinf(y1(below)), isnan(yn(3, below)) || isinf(yn(3, below)));
	return 0;
}
