// flags: -Wl,--enable-new-dtags -Wl,-rpath,$ORIGIN/runpath
#include <dlfcn.h>
#include <stdio.h>
int main(int argc, char **argv) {
    for (int i = 1; i < argc; i++) {
        void *library = dlopen(argv[i], RTLD_NOW);
        const char *(*found)(void) = library ? (const char *(*)(void))dlsym(library, "found") : NULL;
        printf("%s: %s\n", argv[i], found ? found() : "not found");
        if (library) dlclose(library);
    }
    return 0;
}
