// Needs another that needs it.
#include <stdio.h>
extern int about(int);
int round_trip(int n) { return n ? about(n - 1) + 1 : 0; }
__attribute__((constructor)) static void begin(void) { printf("round begins\n"); }
