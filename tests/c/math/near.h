// Whether a function's results are near enough to reference values: a relative error of at most `epsilons` times the
// type's epsilon (that is one to two units in the last place for each). No function of the library is used for it.
#include <float.h>

struct one {
	long double x, result;
};

struct two {
	long double x, y, result;
};

struct order {
	int order;
	long double x, result;
};

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static int near(long double found, long double expected, long double bound)
{
	long double error = found - expected, size = expected;
	error = error < 0 ? -error : error;
	size = size < 0 ? -size : size;
	return error <= bound * size;
}

static void told(const char *function, const char *type, int bad, long double x, long double found, long double expected)
{
	if (bad)
		printf("%s %s: %d wrong, as of %La: %La, should be %La\n", function, type, bad, x, found, expected);
	else
		printf("%s %s: near\n", function, type);
}

#define CHECK(function, cases, type, call, epsilon, epsilons)                                               \
	do {                                                                                                \
		int bad = 0;                                                                                \
		long double x = 0, found = 0, expected = 0;                                                 \
		for (unsigned i = 0; i < COUNT(cases); i++) {                                               \
			type r = call;                                                                      \
			if (near(r, cases[i].result, (long double)epsilon * (epsilons)))                    \
				continue;                                                                   \
			bad++;                                                                              \
			x = cases[i].x, found = r, expected = cases[i].result;                              \
		}                                                                                           \
		told(function, #type, bad, x, found, expected);                                             \
	} while (0)

#define ONE(name, epsilons)                                                                                 \
	do {                                                                                                \
		CHECK(#name, name##_cases, float, name##f(name##_cases[i].x), FLT_EPSILON, epsilons);       \
		CHECK(#name, name##_cases, double, name(name##_cases[i].x), DBL_EPSILON, epsilons);         \
		CHECK(#name, name##_cases, long double, name##l(name##_cases[i].x), LDBL_EPSILON, epsilons); \
	} while (0)

#define TWO(name, epsilons)                                                                                 \
	do {                                                                                                \
		CHECK(#name, name##_cases, float, name##f(name##_cases[i].x, name##_cases[i].y), FLT_EPSILON, epsilons); \
		CHECK(#name, name##_cases, double, name(name##_cases[i].x, name##_cases[i].y), DBL_EPSILON, epsilons); \
		CHECK(#name, name##_cases, long double, name##l(name##_cases[i].x, name##_cases[i].y), LDBL_EPSILON, epsilons); \
	} while (0)

#define DOUBLE(name, epsilons) CHECK(#name, name##_cases, double, name(name##_cases[i].x), DBL_EPSILON, epsilons)
#define ORDER(name, epsilons)                                                                               \
	CHECK(#name, name##_cases, double, name(name##_cases[i].order, name##_cases[i].x), DBL_EPSILON, epsilons)
