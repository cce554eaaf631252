// flags: -Wl,-rpath,$ORIGIN
// needs: two
int one_data = 4;
int one_function(int n) { return n + 1; }
static __attribute__((noinline)) int one_static(int n) { return n * 3; }
void *one_static_address(void) { return (void *)one_static; }
