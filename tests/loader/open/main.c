// flags: -rdynamic
// Opening, finding, closing, and what is said when that fails.
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

static void told(const char *what, const char *part) {
    const char *error = dlerror();
    printf("%s: %s", what, error ? "error" : "no error");
    if (error && part) printf(", names it: %d", strstr(error, part) != NULL);
    printf("; then %s\n", dlerror() ? "error" : "none");
}

int main(void) {
    told("at first", NULL);
    void *one = dlopen("./libcounter.so", RTLD_NOW);
    printf("opened: %d\n", one != NULL);
    int *count = dlsym(one, "count");
    int (*next)(void) = (int (*)(void))dlsym(one, "next");
    int (*twice)(int) = (int (*)(int))dlsym(one, "twice");
    printf("%d %d %d %d\n", *count, next(), *count, twice(21));
    told("found", NULL);
    printf("%d\n", dlsym(one, "no_such_symbol") == NULL);
    told("missing symbol", "no_such_symbol");
    printf("%d\n", dlsym(one, "private") == NULL);
    told("static symbol", "private");

    void *two = dlopen("./libcounter.so", RTLD_LAZY);
    printf("again: same handle %d, count kept %d\n", one == two, *count);
    printf("close: %d\n", dlclose(one));
    printf("still there: %d\n", next());
    void *loaded = dlopen("./libcounter.so", RTLD_NOW | RTLD_NOLOAD);
    printf("loaded: %d\n", loaded == two);
    dlclose(loaded);
    printf("close: %d\n", dlclose(two));
    printf("not loaded: %d\n", dlopen("./libcounter.so", RTLD_NOW | RTLD_NOLOAD) == NULL);
    dlerror();

    void *fresh = dlopen("./libcounter.so", RTLD_NOW);
    printf("fresh: %d\n", *(int *)dlsym(fresh, "count"));
    dlclose(fresh);

    void *stays = dlopen("./libcounter.so", RTLD_NOW | RTLD_NODELETE);
    next = (int (*)(void))dlsym(stays, "next");
    dlclose(stays);
    printf("stays: %d\n", next());

    printf("%d\n", dlopen("./libnowhere.so", RTLD_NOW) == NULL);
    told("missing file", "libnowhere.so");
    printf("%d\n", dlopen("libnowhere-in-path.so", RTLD_NOW) == NULL);
    told("missing in path", "libnowhere-in-path.so");
    printf("%d\n", dlopen("./run.sh", RTLD_NOW) == NULL);
    told("a script", "run.sh");
    printf("%d\n", dlopen(".", RTLD_NOW) == NULL);
    told("a folder", NULL);
    printf("%d\n", dlopen("./cut.so", RTLD_NOW) == NULL);
    told("cut short", "cut.so");

    void *self = dlopen(NULL, RTLD_NOW);
    printf("self: %d, main there: %d, printf there: %d\n", self != NULL, dlsym(self, "visible") != NULL,
           dlsym(self, "printf") != NULL);
    printf("close: %d\n", dlclose(self));
    self = dlopen("", RTLD_NOW);
    printf("by no name: %d, main there: %d\n", self != NULL, self && dlsym(self, "visible") != NULL);
    printf("main ends\n");
    return 0;
}
int visible = 1;
