// The auxiliary vector agrees with what else the program knows of itself.
#include <elf.h>
#include <stdio.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>

int main(int argc, char **argv) {
    const Elf64_Phdr *headers = (void *)getauxval(AT_PHDR);
    int loads = 0, holds_main = 0;
    for (unsigned long i = 0; i < getauxval(AT_PHNUM); i++) loads += headers[i].p_type == PT_LOAD;
    printf("page %lu, header size %lu, some segments: %d\n", getauxval(AT_PAGESZ), getauxval(AT_PHENT), loads > 0);
    printf("clock ticks %lu, secure %lu\n", getauxval(AT_CLKTCK), getauxval(AT_SECURE));
    printf("ids agree: %d %d %d %d\n", getauxval(AT_UID) == getuid(), getauxval(AT_EUID) == geteuid(),
           getauxval(AT_GID) == getgid(), getauxval(AT_EGID) == getegid());
    printf("name: %d\n", strcmp((char *)getauxval(AT_EXECFN), argv[0]) == 0);
    printf("platform: %s\n", (char *)getauxval(AT_PLATFORM));
    unsigned char *random = (void *)getauxval(AT_RANDOM), sum = 0;
    for (int i = 0; i < 16; i++) sum |= random[i];
    printf("random: %d\n", sum != 0);
    printf("frames fit: %d\n", getauxval(AT_MINSIGSTKSZ) >= 1000);
    printf("has a loader: %d\n", getauxval(AT_BASE) != 0);
    return 0;
}
