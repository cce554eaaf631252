// needs: value
// flags: -Wl,-rpath,$ORIGIN
// What LD_PRELOAD names goes before everything else.
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

extern int value(void), through(void);

int main(void) {
    int *allocations = dlsym(RTLD_DEFAULT, "allocations");
    int before = allocations ? *allocations : 0;
    void *volatile blocks[5];
    for (int i = 0; i < 5; i++) blocks[i] = malloc(10 + i);
    int after = allocations ? *allocations : 0;
    for (int i = 0; i < 5; i++) free(blocks[i]);
    printf("%d %d, allocations seen %d, parent %s\n", value(), through(), after - before, getppid() == -7 ? "made up" : "real");
    return 0;
}
