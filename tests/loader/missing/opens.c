#include <dlfcn.h>
#include <stdio.h>
#include <string.h>
int main(int argc, char **argv) {
    void *library = dlopen(argv[1], RTLD_NOW);
    const char *error = dlerror();
    printf("opened %d, told %s: %d\n", library != NULL, argv[2], error && strstr(error, argv[2]));
    // What failed to open leaves nothing behind.
    printf("left: %d\n", dlopen(argv[1], RTLD_NOW | RTLD_NOLOAD) != NULL);
    return 0;
}
