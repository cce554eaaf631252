// Addresses that are not the program's give EFAULT from every call that takes one, and the program
// goes on; calls that do not exist give ENOSYS.
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define TRY(name, ...)                                                             \
    do {                                                                           \
        long result = syscall(SYS_##name, __VA_ARGS__);                            \
        printf("%s: %ld %s\n", #name, result, result < 0 ? strerror(errno) : "-"); \
    } while (0)

static void with(long bad) {
    int zero = open("/dev/zero", O_RDONLY), null = open("/dev/null", O_WRONLY), ends[2];
    struct pollfd entry = {0, POLLIN, 0};
    pipe(ends);
    write(ends[1], "x", 1);
    TRY(read, zero, bad, 16);
    TRY(read, ends[0], bad, 1);
    TRY(write, ends[1], bad, 16);
    TRY(readv, zero, bad, 1);
    TRY(writev, ends[1], bad, 1);
    long vector[2] = {bad, 8};
    TRY(readv, zero, vector, 1);
    TRY(open, bad, O_RDONLY);
    TRY(openat, AT_FDCWD, bad, O_RDONLY, 0);
    TRY(stat, bad, &entry);
    TRY(stat, "/", bad);
    TRY(fstat, 0, bad);
    TRY(newfstatat, AT_FDCWD, "/", bad, 0);
    TRY(statx, AT_FDCWD, "/", 0, 0x7ff, bad);
    TRY(access, bad, 0);
    TRY(readlink, "/proc/self/exe", bad, 16);
    TRY(getcwd, bad, 100);
    TRY(chdir, bad);
    TRY(mkdir, bad, 0755);
    TRY(unlink, bad);
    TRY(rename, bad, "/x");
    TRY(pipe, bad);
    TRY(poll, bad, 1, 0);
    TRY(nanosleep, bad, 0);
    TRY(clock_gettime, CLOCK_REALTIME, bad);
    TRY(gettimeofday, bad, 0);
    TRY(uname, bad);
    TRY(sysinfo, bad);
    TRY(getrlimit, 7, bad);
    TRY(rt_sigaction, SIGUSR1, bad, 0, 8);
    TRY(rt_sigaction, SIGUSR1, 0, bad, 8);
    TRY(rt_sigprocmask, SIG_BLOCK, bad, 0, 8);
    TRY(sigaltstack, bad, 0);
    TRY(execve, bad, 0, 0);
    TRY(execve, "/none", bad, 0);
    TRY(getrandom, bad, 16, 0);
    TRY(futex, bad, 1, 1, 0, 0, 0);
    TRY(getdents64, open("/", O_RDONLY | O_DIRECTORY), bad, 1000);
    TRY(wait4, -1, bad, 1, 0);
    close(zero), close(null), close(ends[0]), close(ends[1]);
}

int main(void) {
    char *page = mmap(0, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    munmap(page + 4096, 4096);
    puts("below everything:");
    with(8);
    puts("the kernel's half:");
    with(0xffff800000000000);
    puts("not canonical:");
    with(0x1234567812345678);
    puts("over the end of a mapping:");
    memset(page, 'x', 4096);
    TRY(open, page + 4090, O_RDONLY);
    TRY(uname, page + 4090);
    puts("calls that are not there:");
    for (long number = 1000; number < 1003; number++) {
        long result = syscall(number, 1, 2, 3);
        printf("%ld: %ld %s\n", number, result, strerror(errno));
    }
    long result = syscall(-1L);
    printf("-1: %ld %s\n", result, strerror(errno));
    return 0;
}
