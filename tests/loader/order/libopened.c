// needs: s extra
// flags: -Wl,-rpath,$ORIGIN
#include <stdio.h>
#include <stdlib.h>
static void at_exit(void) { printf("opened's exit function\n"); }
__attribute__((constructor)) static void begin(void) { printf("opened begins\n"); atexit(at_exit); }
__attribute__((destructor)) static void end(void) { printf("opened ends\n"); }
