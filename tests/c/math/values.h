// Values at the edges, for functions whose results are exact; results are printed in full.
#include <float.h>
#include <math.h>
#include <stdio.h>

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

// Volatile: the compiler shall not compute what the library should.
static volatile long double values[] = {
	0.0L, -0.0L, 0.25L, 0.5L, -0.5L, 0.75L, 1.0L, -1.0L, 1.5L, -1.5L, 2.5L, -2.5L, 3.7L, -3.7L, 5.0L, 1023.5L, -8388607.5L,
	8388609.0L, 2147483647.5L, -2147483648.75L, 4503599627370495.5L, -9007199254740993.0L, 4611686018427387904.5L,
	FLT_MIN, FLT_TRUE_MIN * 5, FLT_MAX, 1e10L, -1e-10L, INFINITY, -INFINITY, NAN,
};

// The sign of a NaN and its payload are nobody's promise.
static void put(long double x)
{
	if (__builtin_isnan(x))
		printf(" nan");
	else
		printf(" %La", x);
}

#define UNARY(name)                                                       \
	do {                                                              \
		for (unsigned i = 0; i < COUNT(values); i++) {            \
			printf(#name " %La:", values[i]);                 \
			put(name##f((float)values[i]));                   \
			put(name((double)values[i]));                     \
			put(name##l(values[i]));                          \
			puts("");                                         \
		}                                                         \
	} while (0)

#define BINARY(name)                                                              \
	do {                                                                      \
		for (unsigned i = 0; i < COUNT(values); i++)                      \
			for (unsigned k = i % 3; k < COUNT(values); k += 3) {     \
				long double x = values[i], y = values[k];         \
				printf(#name " %La %La:", x, y);                  \
				put(name##f((float)x, (float)y));                 \
				put(name((double)x, (double)y));                  \
				put(name##l(x, y));                               \
				puts("");                                         \
			}                                                         \
	} while (0)
