// strtof, strtod and strtold where rounding is hard: half-way between neighbours, subnormal, at the ends of the range, in each
// rounding mode; and thousands of random ones, of which a sum is printed for every hundred.
#include <errno.h>
#include <fenv.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const int modes[] = { FE_TONEAREST, FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO };

static const char *hard[] = {
	"9007199254740993", "9007199254740992.999999999999999999999999999999", "9007199254740993.00000000000000000000000000001",
	"1.00000005960464477539062500", "1.00000005960464477539062501", "0.1", "-0.1", "3.14159265358979312e+10", "1e22", "1e23", "8.5e-5",
	"1.7976931348623157e308", "1.7976931348623158e308", "1.7976931348623159e308", "-1e309", "2.2250738585072014e-308", "2.2250738585072011e-308",
	"4.9406564584124654e-324", "2.4703282292062327e-324", "2.4703282292062328e-324", "1e-324", "-1e-400", "7.0064923216240853e-46", "3.4028235677973366e38",
	"123456789012345678901234567890", "0.000000000000000000000000000000000000012345678901234567890123456789", "10000000000000000000", "18446744073709551615",
	"18446744073709551616", "1.8446744073709551615e-40", "6929495644600919.5", "3.7455744005952583e15", "1.1897314953572317650e4932", "1.18973149535723176502e+4932",
	"3.6451995318824746025e-4951", "1.8e-4951", "1e5000", "0e999999999999", "00000000000000000000000000.5e1", ".00000000000000000001e20",
};

static void put(const char *text)
{
	for (int i = 0; i < 4; i++) {
		char *end;
		fesetround(modes[i]);
		errno = 0;
		volatile float f = strtof(text, &end);
		int fe = errno;
		errno = 0;
		volatile double d = strtod(text, &end);
		int de = errno;
		errno = 0;
		volatile long double l = strtold(text, &end);
		int le = errno;
		fesetround(FE_TONEAREST);
		printf("%s %d: %a%s %a%s %La%s %d\n", text, i, f, fe == ERANGE ? " range" : "", d, de == ERANGE ? " range" : "", l, le == ERANGE ? " range" : "",
			(int)(end - text));
	}
}

static uint64_t state = 1;

static unsigned next(unsigned below)
{
	state = state * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(state >> 33) % below;
}

static uint64_t bits(const void *value, size_t size)
{
	unsigned char b[16] = { 0 };
	uint64_t halves[2];
	memcpy(b, value, size);
	memcpy(halves, b, 16);
	return halves[0] * 31 + (halves[1] & 0xffff);
}

int main(void)
{
	for (unsigned i = 0; i < sizeof hard / sizeof *hard; i++)
		put(hard[i]);
	for (int hundred = 0; hundred < 60; hundred++) {
		uint64_t sum = 0;
		int range = hundred % 3 == 0 ? 60 : hundred % 3 == 1 ? 700 : 9900;
		for (int i = 0; i < 100; i++) {
			char text[64];
			int n = 0, digits = 1 + next(30), point = next(digits + 1);
			for (int k = 0; k < digits; k++) {
				if (k == point)
					text[n++] = '.';
				text[n++] = '0' + next(10);
			}
			sprintf(text + n, "e%d", (int)next(range) - range / 2);
			fesetround(modes[next(4)]);
			float f = strtof(text, 0);
			double d = strtod(text, 0);
			long double l = strtold(text, 0);
			fesetround(FE_TONEAREST);
			sum = sum * 7 + bits(&f, 4) + bits(&d, 8) * 3 + bits(&l, 10) * 5;
		}
		printf("%d: %016llx\n", hundred, (unsigned long long)sum);
	}
	return 0;
}
