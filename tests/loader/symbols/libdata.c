int shared = 5;
char text[32] = "from the library";
int *address_in_library(void) { return &shared; }
int value_in_library(void) { return shared; }
int identity(int n) { return n; }
int (*pointer_in_library(void))(int) { return identity; }
__attribute__((visibility("protected"))) int guarded(void) { return 6; }
int call_guarded(void) { return guarded(); }
static int fast(void) { return 70; }
static int slow(void) { return 71; }
static int (*choose(void))(void) { return sizeof(long) == 8 ? fast : slow; }
int chosen(void) __attribute__((ifunc("choose")));
int call_chosen(void) { return chosen(); }
