// needs: r s
// flags: -Wl,-rpath,$ORIGIN
#include <stdio.h>
__attribute__((constructor)) static void begin(int argc, char **argv) { printf("q begins, %d arguments\n", argc); }
__attribute__((constructor(200))) static void early(void) { printf("q early\n"); }
__attribute__((destructor)) static void end(void) { printf("q ends\n"); }
__attribute__((destructor(200))) static void late(void) { printf("q late\n"); }
