// A library with a bit of everything that a loader reads, and no code that runs by itself.
// flags: -nostartfiles -Wl,--hash-style=both -Wl,-z,relro -Wl,-z,now -Wl,--version-script=versions.map
static int own = 7;
int *good_pointer = &own;
int good_number = 5;
_Thread_local int good_local = 3;
int *good_pointers[40] = { &own, &good_number };
extern int absent __attribute__((weak));
int *good_absent = &absent;
int good_call(int n) { return n + own + good_number + good_local; }
int (*good_function)(int) = good_call;
__asm__(".symver good_old, good@GOOD_1.0");
int good_old(int n) { return good_call(n); }
