// flags: -Wl,-rpath,$ORIGIN/inside
#include <dlfcn.h>
#include <stdio.h>
static void *inner;
__attribute__((constructor)) static void begin(void) {
    printf("outer begins\n");
    inner = dlopen("libinner.so", RTLD_NOW);
    printf("outer opened inner: %d\n", inner != NULL);
}
int outer(void) { return inner ? ((int (*)(void))dlsym(inner, "inner"))() + 1 : -1; }
__attribute__((destructor)) static void end(void) {
    printf("outer ends\n");
    if (inner) dlclose(inner);
}
