// needs: r
// flags: -Wl,-rpath,$ORIGIN
#include <stdio.h>
__attribute__((constructor)) static void begin(int argc, char **argv) { printf("p begins, %d arguments\n", argc); }
__attribute__((constructor(200))) static void early(void) { printf("p early\n"); }
__attribute__((destructor)) static void end(void) { printf("p ends\n"); }
__attribute__((destructor(200))) static void late(void) { printf("p late\n"); }
