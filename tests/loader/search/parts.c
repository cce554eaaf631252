// flags: -D_GNU_SOURCE
// The parts that some C libraries have are found by name, and have the functions that the program has.
#include <dlfcn.h>
#include <stdio.h>

int main(void) {
    static const char *const names[] = {"libc.so.6", "libdl.so.2", "libm.so.6", "libpthread.so.0", "librt.so.1", "libutil.so.1"};
    for (unsigned i = 0; i < sizeof names / sizeof *names; i++) {
        void *library = dlopen(names[i], RTLD_NOW);
        void *function = library ? dlsym(library, "atoi") : NULL;
        printf("%s: %d %d\n", names[i], library != NULL, function && function == dlsym(RTLD_DEFAULT, "atoi"));
    }
    double (*cosine)(double) = (double (*)(double))dlsym(dlopen("libm.so.6", RTLD_NOW), "cos");
    printf("%f\n", cosine ? cosine(0) : 0);
    printf("%d\n", dlopen("libmm.so.6", RTLD_NOW) != NULL);
    return 0;
}
