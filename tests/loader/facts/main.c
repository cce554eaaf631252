// needs: one two
// flags: -rdynamic -Wl,-rpath,$ORIGIN
// dladdr, dl_iterate_phdr, dlinfo, and what LD_TRACE_LOADED_OBJECTS lists.
#include <dlfcn.h>
#include <link.h>
#include <stdio.h>
#include <string.h>

extern int one_function(int), two_function(int), one_data;
extern void *one_static_address(void);

static const char *base(const char *path) {
    const char *slash = path ? strrchr(path, '/') : NULL;
    return slash ? slash + 1 : path;
}

static void who(const char *what, void *address) {
    Dl_info info;
    int found = dladdr(address, &info);
    printf("%s: %d", what, found != 0);
    if (found) {
        printf(" %s %s %d", base(info.dli_fname), info.dli_sname ? info.dli_sname : "(none)", info.dli_saddr == address);
        printf(" %d", !memcmp(info.dli_fbase, "\177ELF", 4));
    }
    printf("\n");
}

int global_function(void) { return 1; }

static int each(struct dl_phdr_info *info, size_t size, void *data) {
    int *ours = data;
    const char *name = base(info->dlpi_name);
    if (size < sizeof *info) printf("small\n");
    int loads = 0, dynamic = 0, thread = 0, holds = 0;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *header = &info->dlpi_phdr[i];
        loads += header->p_type == PT_LOAD;
        dynamic += header->p_type == PT_DYNAMIC;
        thread += header->p_type == PT_TLS;
        unsigned long start = info->dlpi_addr + header->p_vaddr, function = (unsigned long)one_function;
        holds += header->p_type == PT_LOAD && function >= start && function < start + header->p_memsz;
    }
    if (ours[0]++ == 0) printf("first is the program: %d\n", name[0] == 0);
    if (!strncmp(name, "libone", 6) || !strncmp(name, "libtwo", 6))
        printf("%s: %d %d %d %d module %d\n", name, loads > 1, dynamic, thread, holds, info->dlpi_tls_modid != 0);
    return !strcmp(name, "libtwo.so") ? 42 : 0;
}

static int count(struct dl_phdr_info *info, size_t size, void *data) {
    int *numbers = data;
    numbers[0]++;
    numbers[1] = info->dlpi_adds;
    numbers[2] = info->dlpi_subs;
    return 0;
}

int main(void) {
    int local;
    who("function", (void *)one_function);
    who("inside", (char *)one_function + 1);
    who("data", &one_data);
    who("other", (void *)two_function);
    who("main", (void *)global_function);
    who("stack", &local);
    who("null", NULL);
    who("printf", dlsym(RTLD_DEFAULT, "no_such"));
    Dl_info info;
    printf("static: %d %s\n", dladdr(one_static_address(), &info) != 0, base(info.dli_fname));
    int seen[1] = {0};
    printf("stopped: %d\n", dl_iterate_phdr(each, seen));
    int before[3] = {0}, opened[3] = {0}, closed[3] = {0};
    dl_iterate_phdr(count, before);
    void *extra = dlopen("./libextra.so", RTLD_NOW);
    dl_iterate_phdr(count, opened);
    struct link_map *map = NULL;
    printf("dlinfo: %d %s", dlinfo(extra, RTLD_DI_LINKMAP, &map), base(map->l_name));
    printf(" %d %d\n", map->l_addr != 0, map->l_ld != NULL);
    struct link_map *first = map;
    while (first->l_prev) first = first->l_prev;
    int links = 0, has_one = 0;
    for (; first; first = first->l_next) {
        links++;
        has_one += !strcmp(base(first->l_name), "libone.so");
    }
    dlclose(extra);
    dl_iterate_phdr(count, closed);
    printf("objects: %d more, then %d; loads %d, unloads %d\n", opened[0] - before[0], closed[0] - before[0],
           opened[1] - before[1], closed[2] - before[2]);
    printf("link maps name libone.so: %d\n", has_one);
    return 0;
}
