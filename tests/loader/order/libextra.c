#include <stdio.h>
__attribute__((constructor)) static void begin(void) { printf("extra begins\n"); }
__attribute__((destructor)) static void end(void) { printf("extra ends\n"); }
