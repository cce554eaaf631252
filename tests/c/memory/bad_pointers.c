// Pointers that lead nowhere, given to the kernel's calls: EFAULT each time, and nothing is left open.
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static char *bad;

static const char *name(long result)
{
    if (result >= 0)
        return "fine";
    switch (errno) {
    case EFAULT:
        return "EFAULT";
    case EINVAL:
        return "EINVAL";
    case EBADF:
        return "EBADF";
    default:
        return strerror(errno);
    }
}

#define SHOW(call) (errno = 0, printf("%-40s %s\n", #call, name(call)))

static void paths(void)
{
    SHOW(syscall(SYS_openat, AT_FDCWD, bad, O_RDONLY));
    SHOW(syscall(SYS_newfstatat, AT_FDCWD, bad, bad, 0));
    SHOW(syscall(SYS_faccessat, AT_FDCWD, bad, R_OK));
    SHOW(syscall(SYS_readlinkat, AT_FDCWD, bad, bad, 10));
    SHOW(syscall(SYS_unlinkat, AT_FDCWD, bad, 0));
    SHOW(syscall(SYS_mkdirat, AT_FDCWD, bad, 0700));
    SHOW(syscall(SYS_renameat2, AT_FDCWD, bad, AT_FDCWD, bad, 0));
    SHOW(syscall(SYS_linkat, AT_FDCWD, "/etc/passwd", AT_FDCWD, bad, 0));
    SHOW(syscall(SYS_symlinkat, bad, AT_FDCWD, "x"));
    SHOW(syscall(SYS_fchmodat, AT_FDCWD, bad, 0700));
    SHOW(syscall(SYS_fchownat, AT_FDCWD, bad, 0, 0, 0));
    SHOW(syscall(SYS_utimensat, AT_FDCWD, ".", bad, 0));
    SHOW(syscall(SYS_chdir, bad));
    SHOW(syscall(SYS_truncate, bad, 0));
    SHOW(syscall(SYS_statfs, bad, bad));
    // Last: these may store what fits.
    SHOW(syscall(SYS_newfstatat, AT_FDCWD, "/", bad, 0));
    SHOW(syscall(SYS_getcwd, bad, 100));
    SHOW(syscall(SYS_statfs, "/", bad));
}

static void programs(void)
{
    char *words[] = {"x", bad, NULL};
    SHOW(syscall(SYS_execve, bad, NULL, NULL));
    SHOW(syscall(SYS_execve, "/bin/true", bad, NULL));
    SHOW(syscall(SYS_execve, "/bin/true", words, NULL));
    SHOW(syscall(SYS_execve, "/bin/true", NULL, bad));
    pid_t pid = fork();
    if (pid == 0)
        _exit(0);
    SHOW(syscall(SYS_wait4, pid, bad, 0, NULL));
    SHOW(syscall(SYS_getrusage, 0, bad));
    SHOW(syscall(SYS_times, bad));
    SHOW(syscall(SYS_uname, bad));
    SHOW(syscall(SYS_sysinfo, bad));
    SHOW(syscall(SYS_prlimit64, 0, 7, NULL, bad));
    SHOW(syscall(SYS_prlimit64, 0, 7, bad, NULL));
    SHOW(syscall(SYS_getrandom, bad, 10, 0));
    SHOW(syscall(SYS_sched_getaffinity, 0, 8, bad));
}

static void descriptors(void)
{
    int fd = open("/dev/zero", O_RDWR), ends[2];
    struct iovec pieces[2] = {{bad, 4}, {bad, 4}};
    pipe(ends);
    write(ends[1], "text", 4);
    SHOW(syscall(SYS_read, fd, bad, 10));
    SHOW(syscall(SYS_read, ends[0], bad, 10));
    SHOW(syscall(SYS_write, ends[1], bad, 10));
    SHOW(syscall(SYS_pread64, fd, bad, 10, 0));
    SHOW(syscall(SYS_readv, fd, bad, 2));
    SHOW(syscall(SYS_readv, ends[0], pieces, 2));
    SHOW(syscall(SYS_writev, ends[1], pieces, 2));
    SHOW(syscall(SYS_fstat, fd, bad));
    SHOW(syscall(SYS_pipe2, bad, 0));
    SHOW(syscall(SYS_socketpair, AF_UNIX, SOCK_STREAM, 0, bad));
    // What could not be told was closed again.
    printf("next descriptor: %s\n", dup(0) == ends[1] + 1 ? "the next" : "another");
    int epoll = epoll_create1(0);
    struct epoll_event event = {EPOLLIN};
    SHOW(syscall(SYS_epoll_ctl, epoll, EPOLL_CTL_ADD, ends[0], bad));
    epoll_ctl(epoll, EPOLL_CTL_ADD, ends[0], &event);
    SHOW(syscall(SYS_epoll_pwait, epoll, bad, 4, 1000, NULL, 8));
    SHOW(syscall(SYS_ppoll, bad, 4, NULL, NULL, 8));
    SHOW(syscall(SYS_pselect6, 4, bad, NULL, NULL, NULL, NULL));
    SHOW(syscall(SYS_pselect6, 0, NULL, NULL, NULL, bad, NULL));
    char byte;
    printf("the pipe still holds %zd bytes\n", read(ends[0], &byte, 1) == 1 ? (ssize_t)4 : (ssize_t)-1);
}

static void signals_and_time(void)
{
    SHOW(syscall(SYS_rt_sigaction, SIGUSR1, bad, NULL, 8));
    SHOW(syscall(SYS_rt_sigaction, SIGUSR1, NULL, bad, 8));
    SHOW(syscall(SYS_rt_sigprocmask, SIG_BLOCK, bad, NULL, 8));
    SHOW(syscall(SYS_rt_sigprocmask, SIG_BLOCK, NULL, bad, 8));
    SHOW(syscall(SYS_rt_sigpending, bad, 8));
    SHOW(syscall(SYS_rt_sigtimedwait, bad, NULL, NULL, 8));
    SHOW(syscall(SYS_rt_sigsuspend, bad, 8));
    SHOW(syscall(SYS_rt_sigqueueinfo, getpid(), SIGUSR1, bad));
    SHOW(syscall(SYS_sigaltstack, bad, NULL));
    SHOW(syscall(SYS_clock_gettime, CLOCK_REALTIME, bad));
    SHOW(syscall(SYS_clock_getres, CLOCK_REALTIME, bad));
    SHOW(syscall(SYS_clock_nanosleep, CLOCK_MONOTONIC, 0, bad, NULL));
    SHOW(syscall(SYS_getitimer, 0, bad));
    SHOW(syscall(SYS_setitimer, 0, bad, NULL));
    SHOW(syscall(SYS_timer_create, CLOCK_MONOTONIC, bad, bad));
    SHOW(syscall(SYS_timer_create, CLOCK_MONOTONIC, NULL, bad));
    SHOW(syscall(SYS_futex, bad, 0, 0, NULL, NULL, 0));
}

int main(void)
{
    setvbuf(stdout, NULL, _IONBF, 0);
    // A page without access, and the byte before it, which is no end of a string.
    char *area = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    memset(area, 'x', 4096);
    mprotect(area + 4096, 4096, PROT_NONE);
    for (int round = 0; round < 2; round++) {
        bad = area + (round == 0 ? 4096 : 4095);
        if (round == 0) {
            programs();
            descriptors();
            signals_and_time();
        }
        paths();
    }
    return 0;
}
