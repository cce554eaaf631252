// oracle: POSIX
// headers: own
// The constants of math.h (POSIX.1-2024), by what they are: each in double is the long one rounded, and the long ones have
// the digits that 128 bits need.
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define OK(e) printf("%s %s\n", (e) ? "ok" : "wrong", #e)

#define TEXT(...) #__VA_ARGS__
#define EXPANDED(x) TEXT(x)
/* Digits behind the point; a number of 128 bits is told by 36 significant ones. */
#define DIGITS(x) ((int)strspn(strchr(EXPANDED(x), '.') + 1, "0123456789"))
#define PAIR(x) (x == (double)x##l && DIGITS(x##l) >= 36 && sizeof(x) == sizeof(double) && sizeof(x##l) == sizeof(long double))

static volatile long double one = 1;

static int near(long double a, long double b) { return fabsl(a - b) <= 2 * LDBL_EPSILON * fabsl(b); }

/* Euler's: the harmonic sum less the logarithm, with the first terms of what is left (Euler-Maclaurin). */
static long double gamma_constant(void)
{
	long double sum = 0, n = 1000;
	for (int i = (int)n; i > 0; i--)
		sum += one / i;
	return sum - logl(n) - 1 / (2 * n) + 1 / (12 * n * n) - 1 / (120 * n * n * n * n);
}

int main(void)
{
	OK(PAIR(M_E) && near(M_El, expl(one)));
	OK(PAIR(M_LOG2E) && near(M_LOG2El * M_LN2l, 1));
	OK(PAIR(M_LOG10E) && near(M_LOG10El * M_LN10l, 1));
	OK(PAIR(M_LN2) && near(M_LN2l, logl(2 * one)));
	OK(PAIR(M_LN10) && near(M_LN10l, logl(10 * one)));
	OK(PAIR(M_PI) && near(M_PIl, acosl(-one)));
	OK(PAIR(M_PI_2) && M_PI_2l == M_PIl / 2);
	OK(PAIR(M_PI_4) && M_PI_4l == M_PIl / 4);
	OK(PAIR(M_1_PI) && near(M_1_PIl * M_PIl, 1));
	OK(PAIR(M_2_PI) && M_2_PIl == 2 * M_1_PIl);
	OK(PAIR(M_1_SQRTPI) && near(M_1_SQRTPIl * M_1_SQRTPIl, M_1_PIl));
	OK(PAIR(M_2_SQRTPI) && M_2_SQRTPIl == 2 * M_1_SQRTPIl);
	OK(PAIR(M_SQRT2) && near(M_SQRT2l, sqrtl(2 * one)));
	OK(PAIR(M_SQRT3) && near(M_SQRT3l, sqrtl(3 * one)));
	OK(PAIR(M_SQRT1_2) && near(M_SQRT1_2l, sqrtl(one / 2)));
	OK(PAIR(M_SQRT1_3) && near(M_SQRT1_3l, sqrtl(one / 3)));
	OK(PAIR(M_PHI) && near(M_PHIl, (1 + sqrtl(5 * one)) / 2));
	OK(PAIR(M_EGAMMA) && fabsl(M_EGAMMAl - gamma_constant()) < 1e-17L);
	return 0;
}
