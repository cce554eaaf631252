// flags: -Wl,-z,lazy
// Calls functions that no library of its own defines.
#include <stdarg.h>
extern double later(double a, float b, long c, char d, const char *e, long f, long g, short h, long double i, double j, ...);
extern int never(int);
typedef double pair __attribute__((vector_size(16)));
extern pair later_pair(pair a, pair b, int c);
int ready(void) { return 42; }
double call_later(void) { return later(1.5, 2.25f, 3, 'd', "five", 6, 7, 8, 9.5L, 10.25, 11, 12.5); }
double call_pair(void) {
    pair sum = later_pair((pair){ 1, 2 }, (pair){ 30, 40 }, 500);
    return sum[0] * 1000 + sum[1];
}
int call_never(int n) { return never(n); }
