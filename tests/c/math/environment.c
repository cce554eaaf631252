// <fenv.h>: exceptions raised, saved, restored; environments held and merged; rounding modes in effect.
#include <fenv.h>
#include <float.h>
#include <math.h>
#include <stdio.h>

static void flags(const char *label)
{
	int e = fetestexcept(FE_ALL_EXCEPT);
	printf("%s:%s%s%s%s%s\n", label, e & FE_INVALID ? " invalid" : "", e & FE_DIVBYZERO ? " pole" : "", e & FE_OVERFLOW ? " overflow" : "",
		e & FE_UNDERFLOW ? " underflow" : "", e & FE_INEXACT ? " inexact" : "");
}

int main(void)
{
	volatile double one = 1, zero = 0, three = 3, big = DBL_MAX, small = DBL_MIN, r;
	volatile long double lthree = 3;
	fenv_t e;
	fexcept_t x;
	printf("%d\n", feclearexcept(FE_ALL_EXCEPT));
	flags("none");
	r = one / zero;
	flags("one by zero");
	r = zero / zero;
	flags("zero by zero too");
	feclearexcept(FE_DIVBYZERO);
	flags("without the first");
	feclearexcept(FE_ALL_EXCEPT);
	r = big * big;
	flags("too big");
	feclearexcept(FE_ALL_EXCEPT);
	r = small * small;
	flags("too small");
	feclearexcept(FE_ALL_EXCEPT);
	lthree = 1 / lthree;
	flags("third of long double");
	feclearexcept(FE_ALL_EXCEPT);
	printf("%d", feraiseexcept(FE_INVALID | FE_OVERFLOW));
	printf(" %d\n", (fetestexcept(FE_INVALID | FE_DIVBYZERO) & ~FE_INVALID) == 0);
	printf("%d", fegetexceptflag(&x, FE_INVALID | FE_DIVBYZERO));
	feclearexcept(FE_ALL_EXCEPT);
	feraiseexcept(FE_DIVBYZERO);
	printf(" %d", fesetexceptflag(&x, FE_INVALID | FE_DIVBYZERO));
	flags(" restored");
	printf("%d %d", fegetenv(&e), feholdexcept(&e));
	flags(" held");
	feraiseexcept(FE_DIVBYZERO);
	printf("%d", feupdateenv(&e));
	flags(" merged");
	feclearexcept(FE_ALL_EXCEPT);
	feraiseexcept(FE_UNDERFLOW);
	fegetenv(&e);
	fesetround(FE_UPWARD);
	feclearexcept(FE_ALL_EXCEPT);
	printf("%d", fesetenv(&e));
	flags(" set");
	printf("nearest %d\n", fegetround() == FE_TONEAREST);
	printf("%d", fesetenv(FE_DFL_ENV));
	flags(" default");
	static const int modes[] = { FE_TONEAREST, FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO };
	for (int i = 0; i < 4; i++) {
		volatile float f = 1, g = 3;
		volatile long double l = -1, m = 3;
		printf("%d %d", fesetround(modes[i]), fegetround() == modes[i]);
		r = one / three;
		volatile double n = -one / three;
		f = f / g, l = l / m;
		fesetround(FE_TONEAREST);
		printf(" %a %a %a %La\n", r, n, f, l);
	}
	printf("%d\n", fesetround(0x7777) != 0);
	return 0;
}
