// Complex numbers' parts, and the values of functions at zeros and infinities (C17, annex G.6).
#include <complex.h>
#include <math.h>
#include <stdio.h>

static void put(long double x)
{
	if (isnan(x))
		printf(" nan");
	else
		printf(" %.6Lg", x);
}

static void both(const char *name, long double complex z)
{
	printf(" %s", name);
	put(__real__ z);
	put(__imag__ z);
}

/* Where the sign of a part is not specified only its size is shown. */
#define SHOW(name)                                                       \
	do {                                                             \
		both(#name "f", name##f(CMPLXF(x, y)));                  \
		both(#name, name(CMPLX(x, y)));                          \
		both(#name "l", name##l(CMPLXL(x, y)));                  \
		puts("");                                                \
	} while (0)

#define REAL(name)                                                       \
	do {                                                             \
		printf(#name);                                           \
		put(name##f(CMPLXF(x, y)));                              \
		put(name(CMPLX(x, y)));                                  \
		put(name##l(CMPLXL(x, y)));                              \
		puts("");                                                \
	} while (0)

static volatile double parts[] = { 0.0, -0.0, 3.0, -4.0, 0.5, INFINITY, -INFINITY, NAN };

static void cuts(double x, double y)
{
	printf("at");
	put(x), put(y);
	puts("");
	SHOW(csqrt);
	SHOW(clog);
	SHOW(casin);
	SHOW(cacos);
	SHOW(catan);
	SHOW(casinh);
	SHOW(cacosh);
	SHOW(catanh);
}

int main(void)
{
	for (int i = 0; i < 8; i++)
		for (int k = 0; k < 8; k++) {
			volatile double x = parts[i], y = parts[k];
			REAL(creal);
			REAL(cimag);
			REAL(cabs);
			REAL(carg);
			SHOW(conj);
			SHOW(cproj);
			SHOW(csqrt);
			SHOW(clog);
			if (isfinite(x) && isfinite(y)) {
				SHOW(cexp);
				SHOW(csin);
				SHOW(ccos);
				SHOW(ctan);
				SHOW(csinh);
				SHOW(ccosh);
				SHOW(ctanh);
			}
		}
	/* On the branch cuts the sign of zero chooses the side. */
	static const double outside[] = { 2, -2, 3, -3 };
	for (int i = 0; i < 4; i++) {
		cuts(outside[i], 0.0);
		cuts(outside[i], -0.0);
		cuts(0.0, outside[i]);
		cuts(-0.0, outside[i]);
	}
	/* No overflow on the way. */
	printf("%g %g %Lg\n", cabsf(CMPLXF(3e38f, 1e38f)) / 1e38, cabs(CMPLX(1.2e308, 0.9e308)) / 1e308, cabsl(CMPLXL(3e4931L, 4e4931L)) / 1e4931L);
	double complex big = csqrt(CMPLX(1.6e308, 0));
	printf("%.10g %.10g\n", creal(big), cimag(big));
	double complex l = clog(CMPLX(1e300, 1e300));
	printf("%.10g %.10g\n", creal(l), cimag(l));
	return 0;
}
