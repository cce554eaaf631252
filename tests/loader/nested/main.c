// flags: -rdynamic
// Opening from a library's constructor, with that library's run path; closing from its destructor; fork.
#include <dlfcn.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>
int main(void) {
    setvbuf(stdout, NULL, _IONBF, 0);
    void *outer = dlopen("./libouter.so", RTLD_NOW);
    if (!outer) return printf("%s\n", dlerror()), 1;
    printf("%d\n", ((int (*)(void))dlsym(outer, "outer"))());
    printf("inner is not on the program's path: %d\n", dlopen("libinner-missing.so", RTLD_NOW) == NULL);
    pid_t child = fork();
    if (!child) {
        void *about = dlopen("./libabout.so", RTLD_NOW);
        printf("child: %d\n", about ? ((int (*)(int))dlsym(about, "about"))(5) : -1);
        _exit(0);
    }
    int status;
    waitpid(child, &status, 0);
    printf("child's status: %d\n", status);
    printf("closed: %d\n", dlclose(outer));
    printf("main ends\n");
    return 0;
}
