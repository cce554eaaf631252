// needs: p q
// flags: -Wl,-rpath,$ORIGIN
// The order of constructors and destructors.
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void before(void) { printf("before all\n"); }
__attribute__((section(".preinit_array"), used)) static void (*preinit)(void) = before;
static void early_exit(void) { printf("exit function of main's constructor\n"); }
__attribute__((constructor)) static void begin(void) { printf("main begins\n"); atexit(early_exit); }
__attribute__((destructor)) static void end(void) { printf("main ends\n"); }
static void at_exit(void) { printf("main's exit function\n"); }

int main(int argc, char **argv) {
    printf("main\n");
    atexit(at_exit);
    if (argc < 2) return 3;
    void *opened = dlopen("libopened.so", RTLD_NOW);
    printf("open: %d\n", opened != NULL);
    if (!strcmp(argv[1], "close")) printf("close: %d\n", dlclose(opened));
    if (!strcmp(argv[1], "_exit")) { fflush(stdout); _exit(4); }
    exit(5);
}
