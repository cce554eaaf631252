// The list of objects as a debugger sees it: this program puts a breakpoint where the loader says, as gdb does.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <link.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

extern ElfW(Dyn) _DYNAMIC[];
static struct r_debug *debug;

/* The libraries of this test, in order, where the list is whole. */
static void print_list(const char *when) {
    static const char *const states[] = {"consistent", "adding", "removing"};
    printf("%s: %s, version %s:", when, states[debug->r_state], debug->r_version >= 1 ? "1 or more" : "0");
    if (debug->r_state != RT_CONSISTENT) {
        printf(" ...\n");
        return;
    }
    struct link_map *before = NULL;
    for (struct link_map *map = debug->r_map; map; before = map, map = map->l_next) {
        if (map->l_prev != before)
            printf(" (the way back is wrong)");
        const char *name = strrchr(map->l_name, '/') ? strrchr(map->l_name, '/') + 1 : map->l_name;
        if (map == debug->r_map)
            printf(" program named \"%s\", at its place: %d", name, map->l_ld == _DYNAMIC);
        else if (!strcmp(name, "libneeded.so") || !strcmp(name, "libextra.so"))
            printf(" %s", name);
    }
    printf("\n");
}

/* At the breakpoint; then goes back to who called the function, which would do nothing. */
static void stopped(int number, siginfo_t *info, void *context) {
    (void)number, (void)info;
    greg_t *registers = ((ucontext_t *)context)->uc_mcontext.gregs;
    printf("stopped at the breakpoint: %d\n", (ElfW(Addr))registers[REG_RIP] == debug->r_brk + 1);
    print_list("  there");
    registers[REG_RIP] = *(greg_t *)registers[REG_RSP];
    registers[REG_RSP] += 8;
}

int main(void) {
    setvbuf(stdout, NULL, _IONBF, 0);
    for (ElfW(Dyn) *entry = _DYNAMIC; entry->d_tag != DT_NULL; entry++)
        if (entry->d_tag == DT_DEBUG)
            debug = (struct r_debug *)entry->d_un.d_ptr;
    if (!debug)
        return printf("no DT_DEBUG\n"), 1;
    print_list("at the start");
    Dl_info found;
    printf("r_ldbase is an object's: %d\n", dladdr((void *)debug->r_brk, &found) && debug->r_ldbase == (ElfW(Addr))found.dli_fbase);

    long page = sysconf(_SC_PAGESIZE);
    unsigned char *code = (unsigned char *)debug->r_brk;
    void *start = (void *)(debug->r_brk & -page);
    if (mprotect(start, 2 * page, PROT_READ | PROT_WRITE | PROT_EXEC))
        return perror("mprotect"), 1;
    struct sigaction action = {.sa_sigaction = stopped, .sa_flags = SA_SIGINFO};
    sigaction(SIGTRAP, &action, NULL);
    *code = 0xcc;

    void *extra = dlopen("./libextra.so", RTLD_NOW);
    if (!extra)
        return printf("%s\n", dlerror()), 1;
    printf("opened: %d\n", ((int (*)(void))dlsym(extra, "extra"))());
    void *again = dlopen("./libextra.so", RTLD_NOW);
    printf("opened again: %d\n", again == extra);
    printf("missing: %d\n", dlopen("./libmissing.so", RTLD_NOW) == NULL);
    dlclose(again);
    print_list("closed once");
    dlclose(extra);
    print_list("closed");
    return 0;
}
