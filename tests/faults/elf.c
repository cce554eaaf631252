// Damaged programs: elf BASE SEED COUNT executes COUNT copies of BASE, each cut short or with bits turned
// over in its headers, or both. Each must be refused, or run and end; what a damaged program does as long as
// it runs is its own affair. A failure is repeated with the seed that it prints and a count of 1.
#include "../random.h"
#include "fault.h"

static int is_expected(int error)
{
    switch (error) {
    case ENOEXEC: case ENOMEM: case EIO: case ELIBBAD:
    // Of the interpreter's name.
    case ENOENT: case EACCES: case ENOTDIR: case ENAMETOOLONG: case ELOOP: case EISDIR:
        return 1;
    }
    return 0;
}

static size_t damage(unsigned char *bytes, size_t size)
{
    static const uint64_t odd[] = {0, 1, 0xffff, 0x7fffffff, 0xffffffff, 1ull << 46, 1ull << 47, 1ull << 63, -1ull, -4096ull};
    if (next() % 4 == 0)
        size = next() % 2 ? next() % size : next() % 512;
    // The file header is 64 bytes, and program headers of 56 follow it.
    size_t headers = 64 + 56 * 12;
    for (int changes = next() % 4; changes > 0 && size > headers; changes--) {
        size_t at = next() % headers;
        switch (next() % 3) {
        case 0:
            bytes[at] ^= 1 << next() % 8;
            break;
        case 1:
            bytes[at] = next();
            break;
        default:
            // A whole word of a program header, with a value that tends to be trouble.
            memcpy(bytes + 64 + 8 * (next() % 84), &odd[next() % 10], 8);
        }
    }
    return size;
}

static void one(const unsigned char *base, size_t size, uint64_t seed)
{
    static unsigned char copy[1 << 22];
    char path[64];
    snprintf(path, sizeof path, "/tmp/damaged-%d", getpid());
    state = seed;
    memcpy(copy, base, size);
    size = damage(copy, size);
    unlink(path);
    int fd = open(path, O_CREAT | O_WRONLY | O_TRUNC, 0700);
    CHECK(fd >= 0 && write(fd, copy, size) == (ssize_t)size && close(fd) == 0);
    int error[2];
    CHECK(pipe2(error, O_CLOEXEC) == 0);
    pid_t pid = fork();
    CHECK(pid >= 0);
    if (pid == 0) {
        int null = open("/dev/null", O_RDWR);
        dup2(null, 0), dup2(null, 1), dup2(null, 2);
        execl(path, path, (char *)NULL);
        int told = errno;
        write(error[1], &told, sizeof told);
        _exit(0);
    }
    close(error[1]);
    int told = 0, status;
    ssize_t got = read(error[0], &told, sizeof told);
    close(error[0]);
    int64_t deadline = now_ms() + 3000;
    while (waitpid(pid, &status, WNOHANG) == 0) {
        if (now_ms() > deadline)
            kill(pid, SIGKILL);
        poll(NULL, 0, 2);
    }
    if (got > 0 && !is_expected(told)) {
        printf("seed %llu: exec says %s\n", (unsigned long long)seed, strerror(told));
        exit(1);
    }
}

int main(int argc, char **argv)
{
    static unsigned char base[1 << 22];
    CHECK(argc == 4);
    int fd = open(argv[1], O_RDONLY);
    ssize_t size = read(fd, base, sizeof base);
    CHECK(size > 1000 && size < (ssize_t)sizeof base);
    uint64_t seed = strtoull(argv[2], NULL, 0), count = strtoull(argv[3], NULL, 0);
    for (uint64_t n = 0; n < count; n++)
        one(base, size, seed + n);
    check_goes_on();
    return 0;
}
