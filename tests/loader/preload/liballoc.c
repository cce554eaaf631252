// Stands between the program and the C library's malloc.
#include <dlfcn.h>
#include <stddef.h>
int allocations;
void *malloc(size_t size) {
    static void *(*real)(size_t);
    if (!real) real = (void *(*)(size_t))dlsym(RTLD_NEXT, "malloc");
    allocations++;
    return real(size);
}
int getppid(void) { return -7; }
