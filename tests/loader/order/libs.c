#include <stdio.h>
__attribute__((constructor)) static void begin(int argc, char **argv) { printf("s begins, %d arguments\n", argc); }
__attribute__((constructor(200))) static void early(void) { printf("s early\n"); }
__attribute__((destructor)) static void end(void) { printf("s ends\n"); }
__attribute__((destructor(200))) static void late(void) { printf("s late\n"); }
