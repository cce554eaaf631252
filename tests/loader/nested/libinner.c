// out: inside/libinner.so
#include <stdio.h>
__attribute__((constructor)) static void begin(void) { printf("inner begins\n"); }
__attribute__((destructor)) static void end(void) { printf("inner ends\n"); }
int inner(void) { return 20; }
