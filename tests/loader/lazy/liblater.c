#include <stdarg.h>
#include <string.h>
typedef double pair __attribute__((vector_size(16)));
double later(double a, float b, long c, char d, const char *e, long f, long g, short h, long double i, double j, ...) {
    va_list list;
    va_start(list, j);
    int k = va_arg(list, int);
    double l = va_arg(list, double);
    va_end(list);
    return a + 2 * b + 3 * c + 4 * d + 5 * strlen(e) + 6 * f + 7 * g + 8 * h + 9 * i + 10 * j + 11 * k + 12 * l;
}
pair later_pair(pair a, pair b, int c) { return a + b + (double)c; }
