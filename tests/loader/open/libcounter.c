#include <stdio.h>
int count = 5;
static int private = 1;
int next(void) { return ++count; }
int twice(int n) { return 2 * n; }
__attribute__((constructor)) static void begin(void) { printf("counter begins\n"); }
__attribute__((destructor)) static void end(void) { printf("counter ends at %d\n", count); }
