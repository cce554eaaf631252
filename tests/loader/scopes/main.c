// needs: next last
// flags: -Wl,-rpath,$ORIGIN
// Where symbols are looked up: local and global objects, dependencies, RTLD_DEFAULT and RTLD_NEXT.
#include <dlfcn.h>
#include <stdio.h>

extern int main_value(void);
extern const char *default_who(void);

typedef int (*function)(void);

int main(void) {
    printf("next: %d; who: %s\n", main_value(), default_who());
    printf("user alone: %d\n", dlopen("libuser.so", RTLD_NOW) != NULL);
    printf("%d\n", dlerror() != NULL);
    void *chain = dlopen("libchain.so", RTLD_NOW | RTLD_LOCAL);
    printf("chain: %d\n", ((function)dlsym(chain, "chain_value"))());
    printf("through its needs: %d\n", ((function)dlsym(chain, "base_value"))());
    printf("base is local: %d; who: %s\n", dlsym(RTLD_DEFAULT, "base_value") == NULL, default_who());
    printf("user beside a local base: %d\n", dlopen("libuser.so", RTLD_NOW) != NULL);
    void *base = dlopen("libbase.so", RTLD_NOW | RTLD_GLOBAL);
    printf("base is global: %d; who: %s\n", dlsym(RTLD_DEFAULT, "base_value") != NULL, default_who());
    void *user = dlopen("libuser.so", RTLD_NOW);
    printf("user: %d\n", ((function)dlsym(user, "user_value"))());
    const char *(*who)(void) = (const char *(*)(void))dlsym(user, "who");
    printf("user's own: %s; default: %s\n", who(), default_who());
    printf("not in chain: %d\n", dlsym(chain, "user_value") == NULL);
    dlclose(base);
    printf("kept by its user: %d\n", ((function)dlsym(user, "user_value"))());
    return 0;
}
