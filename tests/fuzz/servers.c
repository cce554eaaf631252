// Sends every server random messages: servers SEED CHILDREN CALLS
//
// Each child gives up its privileges (so what it breaks is its own), and makes CALLS calls with random
// operations, arguments, names, payloads and handles, on files of every server and on the servers' roots.
// After each child every server must still do its work; at the end the kernel's counters must be what they
// were. A failure is repeated by the seed that is printed and a CHILDREN of 1.
#include "../random.h"
#include "../system_info.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define NOBODY 65534
// abi::Handle::NAMESPACE, abi::Call::Call, Read and Write.
#define NAMESPACE 0x40000000u
#define CALL 13
#define READ 8
#define WRITE 9
// posix::protocol::Operation::Fork.
#define FORK 64

struct slice {
    const void *address;
    size_t length;
};

// abi::message::CallRequest.
struct call_request {
    uint32_t operation, flags;
    uint64_t args[4];
    struct slice scheme, name, input, output, handles, handles_out;
    uint64_t values[2];
    size_t output_len, handles_len;
};

static long kernel(long number, uint64_t a, uint64_t b, uint64_t c, uint64_t d)
{
    register uint64_t fourth __asm__("r10") = d;
    __asm__ volatile("syscall" : "+a"(number) : "D"(a), "S"(b), "d"(c), "r"(fourth) : "rcx", "r11", "memory");
    return number;
}

static uint64_t below(uint64_t limit) { return next() % limit; }

// What is called on: descriptors of every server's files.
static const char *const paths[] = {
    "/",         "/tmp",         "/tmp/fuzz",      "/tmp/fuzz/file", "/etc/hostname", "/usr/bin/bash",
    "/dev/null", "/dev/zero",    "/dev/full",      "/dev/random",    "/dev/urandom",  "/dev/ptmx",
    "/dev",      "/dev/log/fuzz", "/proc",         "/proc/self",     "/proc/self/stat", "/proc/meminfo",
};
#define PATHS (sizeof paths / sizeof *paths)
static int targets[2 * PATHS + 16];
static int target_count;

static const char *const schemes[] = {"ram", "proc", "tty", "dev", "log", "null", "pts", "", "ipc", "local"};

static const char *const names[] = {
    "", ".", "..", "/", "a", "b", "tmp/fuzz/x", "tmp/fuzz/d", "tmp/fuzz/d/../x", "tmp/fuzz/loop", "etc/hostname",
    "self", "self/stat", "self/maps", "self/exe", "1/stat", "3/status", "null", "zero", "urandom", "pts/0", "pts/999",
    "ptmx", "fuzz", "file", "../../../..", "tmp//fuzz///x/", "usr/bin/bash/x",
};

static char bytes[1 << 17];
static char output[1 << 17];

static void open_targets(void)
{
    for (size_t i = 0; i < PATHS; i++) {
        int fd = open(paths[i], O_RDWR | O_NONBLOCK | O_NOCTTY);
        if (fd < 0)
            fd = open(paths[i], O_RDONLY | O_NONBLOCK | O_NOCTTY);
        if (fd >= 0)
            targets[target_count++] = fd;
    }
    int ends[2];
    if (pipe2(ends, O_NONBLOCK) == 0)
        targets[target_count++] = ends[0], targets[target_count++] = ends[1];
    if (socketpair(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0, ends) == 0)
        targets[target_count++] = ends[0], targets[target_count++] = ends[1];
    for (int kind = SOCK_STREAM; kind <= SOCK_DGRAM; kind++) {
        int fd = socket(AF_UNIX, kind | SOCK_NONBLOCK, 0);
        if (fd >= 0)
            targets[target_count++] = fd;
    }
}

static uint64_t word(void)
{
    switch (below(10)) {
    case 0:
        return next();
    case 1:
        return -1 - below(4096);
    case 2:
        return 1ull << below(64);
    case 3:
        return (1ull << below(64)) - 1;
    case 4:
        return getpid();
    case 5:
        return below(1 << 16);
    default:
        return below(24);
    }
}

static struct slice text(void)
{
    size_t length = 0;
    switch (below(6)) {
    case 0:
        length = below(300);
        break;
    case 1:
        // Long, and deep.
        length = below(9000);
        memset(bytes, 'x', length);
        for (size_t at = 1; at < length; at += 1 + below(300))
            bytes[at] = '/';
        return (struct slice){bytes, length};
    default: {
        const char *name = names[below(sizeof names / sizeof *names)];
        return (struct slice){name, strlen(name)};
    }
    }
    for (size_t at = 0; at < length; at++)
        bytes[at] = next();
    return (struct slice){bytes, length};
}

static struct slice payload(void)
{
    static const size_t sizes[] = {0, 0, 1, 4, 8, 16, 32, 60, 64, 128, 4096, sizeof output};
    if (below(3) == 0)
        return text();
    size_t length = sizes[below(12)];
    for (size_t at = 0; at + 8 <= length && at < 256; at += 8) {
        uint64_t value = word();
        memcpy(output + at, &value, 8);
    }
    return (struct slice){output, length};
}

static uint32_t target(void)
{
    if (below(3) == 0)
        return NAMESPACE;
    return below(20) == 0 ? NAMESPACE + below(8) : (uint32_t)targets[below(target_count)];
}

static void one_call(void)
{
    static uint32_t lent[16], got[16];
    struct call_request request = {0};
    // Files' operations, those of processes, of IPC and sockets, those for servers, and some that do not exist.
    switch (below(5)) {
    case 4:
        request.operation = 112 + below(28);
        break;
    case 0:
        request.operation = 64 + below(40);
        break;
    case 1:
        request.operation = below(2) ? below(256) : (uint32_t)next();
        break;
    default:
        request.operation = below(26);
    }
    request.flags = below(8) == 0 ? below(16) : 0;
    for (int i = 0; i < 4; i++)
        request.args[i] = word();
    const char *scheme = schemes[below(10)];
    request.scheme = (struct slice){scheme, strlen(scheme)};
    request.name = text();
    request.input = payload();
    request.output = (struct slice){output, below(4) ? below(5000) : sizeof output};
    size_t lending = below(4) == 0 ? below(17) : 0;
    for (size_t i = 0; i < lending; i++)
        lent[i] = targets[below(target_count)];
    request.handles = (struct slice){lent, lending};
    request.handles_out = (struct slice){got, below(17)};
    long result = kernel(CALL, target(), (uintptr_t)&request, 0, 0);
    if (request.operation == FORK && result == 0 && request.values[0] == 1)
        _exit(0);
    for (size_t i = 0; result >= 0 && i < request.handles_len && i < 16; i++) {
        // Some of what was opened is used from now on.
        if (below(4) != 0 || target_count >= (int)(sizeof targets / sizeof *targets))
            close(got[i]);
        else
            targets[target_count++] = got[i];
    }
}

static void child(uint64_t seed, long calls)
{
    state = seed;
    // First of all: with a descriptor that root opened, it would write into bash.
    if (setgid(NOBODY) != 0 || setuid(NOBODY) != 0)
        _exit(1);
    open_targets();
    setpgid(0, 0);
    // A call that waits is interrupted.
    struct sigaction nothing = {.sa_handler = (void (*)(int))getpid};
    sigaction(SIGALRM, &nothing, NULL);
    struct timespec moment = {0, 20000000};
    timer_t timer;
    struct itimerspec often = {moment, moment};
    if (timer_create(CLOCK_MONOTONIC, NULL, &timer) == 0)
        timer_settime(timer, 0, &often, NULL);
    for (long i = 0; i < calls; i++) {
        switch (below(12)) {
        case 0:
            kernel(READ, target(), (uintptr_t)output, below(5000), below(2) ? -1ull : word());
            break;
        case 1:
            kernel(WRITE, target(), (uintptr_t)output, below(300), below(2) ? -1ull : word());
            break;
        default:
            one_call();
        }
    }
    _exit(0);
}

static uint64_t seed;

static void fail(const char *what)
{
    printf("after seed %llu: %s: %s\n", (unsigned long long)seed, what, strerror(errno));
    exit(1);
}

static void check(int holds, const char *what)
{
    if (!holds)
        fail(what);
}

static void too_long(int signal)
{
    static const char told[] = "a server does not answer\n";
    (void)signal;
    write(1, told, sizeof told - 1);
    _exit(1);
}

// /usr/bin/bash at the last check.
static struct stat bash;

static void check_ipc(void)
{
    struct {
        long type;
        char text[8];
    } message = {1, "text"};
    int queue = msgget(IPC_PRIVATE, 0600);
    check(queue >= 0 && msgsnd(queue, &message, 4, 0) == 0 && msgrcv(queue, &message, 8, 0, 0) == 4,
          "ipc carries messages");
    check(msgctl(queue, IPC_RMID, NULL) == 0, "ipc removes");
    struct sockaddr_un name = {.sun_family = AF_UNIX, .sun_path = "\0check"};
    socklen_t size = offsetof(struct sockaddr_un, sun_path) + 6;
    char byte = 0;
    int listening = socket(AF_UNIX, SOCK_STREAM, 0), client = socket(AF_UNIX, SOCK_STREAM, 0);
    check(bind(listening, (void *)&name, size) == 0 && listen(listening, 1) == 0, "local binds");
    check(connect(client, (void *)&name, size) == 0, "local connects");
    int accepted = accept(listening, NULL, NULL);
    check(accepted >= 0 && write(client, "x", 1) == 1 && read(accepted, &byte, 1) == 1, "local accepts");
    close(listening);
    close(client);
    close(accepted);
}

// Removes all System V objects: they outlive who made them. Status by index is Linux's way to list them.
static void remove_ipc(void)
{
    union {
        struct msqid_ds queue;
        struct semid_ds set;
        struct shmid_ds segment;
    } status;
    enum { MSG_BY_INDEX = 11, SHM_BY_INDEX = 13, SEM_BY_INDEX = 18, MOST = 4096 };
    for (int index = 0; index < MOST; index++) {
        msgctl(msgctl(index, MSG_BY_INDEX, &status.queue), IPC_RMID, NULL);
        semctl(semctl(index, 0, SEM_BY_INDEX, &status), 0, IPC_RMID);
        shmctl(shmctl(index, SHM_BY_INDEX, &status.segment), IPC_RMID, NULL);
    }
}

// Every server does what it is for.
static void check_servers(void)
{
    char text[64];
    struct stat info;
    int fd;
    alarm(60);
    check((fd = open("/tmp/fuzz-check", O_CREAT | O_TRUNC | O_RDWR, 0600)) >= 0, "ramfs creates");
    check(write(fd, "text", 4) == 4 && pread(fd, text, 64, 0) == 4 && !memcmp(text, "text", 4), "ramfs reads");
    check(close(fd) == 0 && unlink("/tmp/fuzz-check") == 0, "ramfs unlinks");
    check(stat("/usr/bin/bash", &info) == 0 && info.st_uid == 0, "ramfs keeps what it has");
    check(!bash.st_size || (info.st_size == bash.st_size && info.st_mtime == bash.st_mtime), "bash is as it was");
    bash = info;
    check((fd = open("/dev/zero", O_RDWR)) >= 0 && read(fd, text, 8) == 8 && text[7] == 0, "devices read");
    close(fd);
    check((fd = open("/dev/log/fuzz", O_WRONLY)) >= 0 && write(fd, "x\n", 2) == 2, "log writes");
    close(fd);
    check((fd = open("/proc/self/stat", O_RDONLY)) >= 0 && read(fd, text, 64) > 8, "procd tells");
    close(fd);
    int master = posix_openpt(O_RDWR | O_NOCTTY);
    check(master >= 0 && grantpt(master) == 0 && unlockpt(master) == 0, "terminal makes a pair");
    int slave = open(ptsname(master), O_RDWR | O_NOCTTY);
    check(slave >= 0 && write(master, "a\n", 2) == 2 && read(slave, text, 64) == 2, "terminal carries");
    close(slave);
    close(master);
    check_ipc();
    pid_t pid = fork();
    if (pid == 0)
        _exit(7);
    int status;
    check(pid > 0 && waitpid(pid, &status, 0) == pid && WEXITSTATUS(status) == 7, "procd makes processes");
    alarm(0);
}

static void run_child(long calls)
{
    pid_t pid = fork();
    check(pid >= 0, "fork");
    if (pid == 0)
        child(seed, calls);
    int status;
    for (int waited = 0;; waited++) {
        pid_t told = waitpid(pid, &status, WNOHANG | WUNTRACED);
        if (told == pid && !WIFSTOPPED(status))
            break;
        // One that has stopped itself goes on.
        kill(pid, waited > 500 ? SIGKILL : SIGCONT);
        poll(NULL, 0, 10);
    }
    // What it may have left behind.
    kill(-pid, SIGKILL);
    if (WIFSIGNALED(status) && WTERMSIG(status) != SIGKILL)
        printf("seed %llu ended by signal %d\n", (unsigned long long)seed, WTERMSIG(status));
}

static int same(const struct system_info *a, const struct system_info *b)
{
    return a->processes == b->processes && a->threads == b->threads && a->handles == b->handles &&
           a->files == b->files && a->memory_objects == b->memory_objects;
}

static void prepare(void)
{
    check(system("rm -rf /tmp && mkdir -m 1777 /tmp && mkdir -m 777 /tmp/fuzz && echo text >/tmp/fuzz/file &&"
                 "chmod 666 /tmp/fuzz/file && ln -s loop /tmp/fuzz/loop") == 0,
          "the shell prepares /tmp");
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        fprintf(stderr, "usage: servers SEED CHILDREN CALLS\n");
        return 2;
    }
    setvbuf(stdout, NULL, _IOLBF, 0);
    signal(SIGALRM, too_long);
    uint64_t first = strtoull(argv[1], NULL, 0), children = strtoull(argv[2], NULL, 0);
    seed = first;
    prepare();
    check_servers();
    check_servers();
    static struct holder holders[2][MOST_HOLDERS];
    struct system_info before = take_stock(holders[0], NULL, same);
    for (; seed < first + children; seed++) {
        run_child(strtol(argv[3], NULL, 0));
        check_servers();
    }
    prepare();
    remove_ipc();
    struct system_info after = take_stock(holders[1], &before, same);
    printf("%llu children from seed %llu\n", (unsigned long long)children, (unsigned long long)first);
    printf("%-16s %8s %8s\n", "counter", "before", "after");
#define SHOW(counter)                                                                                        \
    printf("%-16s %8llu %8llu\n", #counter, (unsigned long long)before.counter, (unsigned long long)after.counter)
    SHOW(processes);
    SHOW(threads);
    SHOW(handles);
    SHOW(files);
    SHOW(memory_objects);
    tell_differences(holders[0], holders[1]);
    return !same(&before, &after);
}
