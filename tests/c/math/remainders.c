// Remainders, extremes, differences and fused products: one rounding at most.
#include "values.h"

#define QUOTIENT(name, type)                                                              \
	for (unsigned i = 0; i < COUNT(values); i++)                                      \
		for (unsigned k = i % 3; k < COUNT(values); k += 3) {                     \
			int q = 0;                                                        \
			type x = values[i], y = values[k];                                \
			long double r = name(x, y, &q);                                   \
			printf(#name " %La %La:", (long double)x, (long double)y);        \
			put(r);                                                           \
			/* The three low bits and the sign are promised. */               \
			if (!isnan(r))                                                    \
				printf(" %d %d", q < 0 ? -q & 7 : q & 7, (q & 7) && q < 0); \
			puts("");                                                         \
		}

static volatile double products[][3] = {
	{ 1 + 0x1p-52, 1 - 0x1p-52, -1 },
	{ 0x1.0000002p+0, 0x1.0000002p+0, -0x1.0000004p+0 },
	{ 0.1, 10, -1 },
	{ 1e308, 10, -INFINITY },
	{ 0, INFINITY, 1 },
	{ 0x1p-1074, 0x1p-1, 0x1p-1074 },
	{ 0x1.fffffffffffffp+1023, 2, -0x1.fffffffffffffp+1023 },
	{ -0.0, 1, 0 },
	{ 3, 4, 5 },
	{ 0x1.8p-600, 0x1.4p-500, -0x1p-1070 },
};

static volatile float small[][3] = {
	{ 1 + 0x1p-23f, 1 - 0x1p-23f, -1 }, { 0.1f, 10, -1 }, { 0x1p-149f, 0.5f, 0x1p-149f },
	{ 0x1.fffffep+127f, 2, -0x1.fffffep+127f }, { 0x1.001p+0f, 0x1.001p+0f, 0x1p-60f }, { 3, -4, 5 },
};

static volatile long double large[][3] = {
	{ 1 + 0x1p-63L, 1 - 0x1p-63L, -1 }, { 0.1L, 10, -1 }, { 0x1p-16445L, 0.5L, 0x1p-16445L },
	{ 0x1.fffffffffffffffep+16383L, 2, -0x1.fffffffffffffffep+16383L }, { 0x1.000000010000001p+0L, 0x1.000000010000001p+0L, 0x1p-150L }, { 3, -4, 5 },
	{ INFINITY, 0, 1 }, { 1e4000L, 1e4000L, -INFINITY },
};

int main(void)
{
	BINARY(fmod);
	BINARY(remainder);
	QUOTIENT(remquof, float);
	QUOTIENT(remquo, double);
	QUOTIENT(remquol, long double);
	BINARY(fmax);
	BINARY(fmin);
	BINARY(fdim);
	for (unsigned i = 0; i < COUNT(products); i++) {
		put(fma(products[i][0], products[i][1], products[i][2]));
		puts("");
	}
	for (unsigned i = 0; i < COUNT(small); i++) {
		put(fmaf(small[i][0], small[i][1], small[i][2]));
		puts("");
	}
	for (unsigned i = 0; i < COUNT(large); i++) {
		put(fmal(large[i][0], large[i][1], large[i][2]));
		puts("");
	}
	volatile long double a = 1e4000L, b = 1e-4000L;
	put(fmodl(a, 3));
	put(fmodl(a, b));
	put(remainderl(a, 7));
	put(fmod(0x1.fffffffffffffp+1023, 0x1p-1074));
	put(fmod(0x1.7p+1000, 3));
	puts("");
	return 0;
}
