// flags: -Wl,-z,lazy -Wl,-rpath,$ORIGIN
// A function that nothing defines is an error when it is called, or at once where that was asked for.
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void) {
    void *library = dlopen("./libneeds.so", RTLD_NOW);
    const char *error = dlerror();
    printf("now: %d, named: %d\n", library != NULL, error && (strstr(error, "never") || strstr(error, "later")));
    library = dlopen("./libneeds.so", RTLD_LAZY);
    printf("lazily: %d\n", library != NULL);
    if (!library)
        return 1;
    int (*ready)(void) = dlsym(library, "ready"), (*call_never)(int) = dlsym(library, "call_never");
    double (*call_later)(void) = dlsym(library, "call_later"), (*call_pair)(void) = dlsym(library, "call_pair");
    printf("ready: %d\n", ready());
    void *later = dlopen("./liblater.so", RTLD_NOW | RTLD_GLOBAL);
    printf("later: %d, %.6f %.6f %.6f\n", later != NULL, call_later(), call_later(), call_pair());
    // It is in use now.
    dlclose(later);
    printf("still: %.6f %.6f\n", call_later(), call_pair());
    fflush(stdout);
    if (fork() == 0) {
        call_never(1);
        puts("came back");
        return 0;
    }
    int status;
    wait(&status);
    printf("never: exited %d, %d\n", WIFEXITED(status), WEXITSTATUS(status));
    return 0;
}
