#include <stdio.h>
__attribute__((constructor)) static void begin(int argc, char **argv) { printf("r begins, %d arguments\n", argc); }
__attribute__((constructor(200))) static void early(void) { printf("r early\n"); }
__attribute__((destructor)) static void end(void) { printf("r ends\n"); }
__attribute__((destructor(200))) static void late(void) { printf("r late\n"); }
