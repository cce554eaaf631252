// Runs shell scripts for a while and looks whether anything is left behind:
// soak SECONDS WORKERS STRETCH SCRIPT [SEED]
//
// WORKERS copies of `bash SCRIPT NUMBER` run at any time, each with a number of its own. A warm-up fills
// what fills only once (page cache, heaps and pools that keep their size): `bash STRETCH`, then twice as many
// workers for a while. Then the kernel's counters are read, the soak runs, and they are read again.
#include "../system_info.h"
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

// A worker that takes longer hangs.
#define WORKER_SECONDS 240
#define MOST_WORKERS 64

// What must be equal afterwards, or may grow by so much: the servers' heaps and the kernel's tables, slabs and
// kept stacks have the size of the most that was ever needed at once. A thousand processes come and go for
// each of these frames in ten minutes, so what each of them left behind would show. USER_FRAMES stands for no
// member: those that are neither free nor the kernel's.
#define USER_FRAMES SIZE_MAX
static const struct counter {
    const char *name;
    size_t offset;
    uint64_t growth;
} counters[] = {
    {"processes", offsetof(struct system_info, processes), 0},
    {"threads", offsetof(struct system_info, threads), 0},
    {"handles", offsetof(struct system_info, handles), 0},
    {"files", offsetof(struct system_info, files), 0},
    {"memory objects", offsetof(struct system_info, memory_objects), 0},
    {"user frames", USER_FRAMES, 64},
    {"kernel heap bytes", offsetof(struct system_info, heap_bytes), 16384},
    {"kernel pool frames", offsetof(struct system_info, kernel_frames), 64},
};
#define COUNTERS (sizeof counters / sizeof *counters)

static uint64_t value(const struct system_info *info, size_t index)
{
    if (counters[index].offset == USER_FRAMES)
        return info->total_frames - info->free_frames - info->kernel_frames;
    return *(const uint64_t *)((const char *)info + counters[index].offset);
}

static int same(const struct system_info *a, const struct system_info *b)
{
    for (size_t i = 0; i < COUNTERS; i++)
        if (value(a, i) != value(b, i))
            return 0;
    return 1;
}

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

static struct worker {
    pid_t pid;
    unsigned number;
    int64_t started;
} workers[MOST_WORKERS];

static int failures;

static void start(struct worker *worker, const char *script, unsigned number)
{
    char text[16];
    snprintf(text, sizeof text, "%u", number);
    worker->number = number;
    worker->started = now_ms();
    worker->pid = fork();
    if (worker->pid == 0) {
        setpgid(0, 0);
        execlp("bash", "bash", script, text, (char *)NULL);
        _exit(127);
    }
    if (worker->pid < 0) {
        perror("soak: fork");
        exit(2);
    }
}

static void ended(struct worker *worker, int status)
{
    if (status != 0) {
        failures++;
        printf("worker %u failed: %s %d\n", worker->number, WIFSIGNALED(status) ? "signal" : "status",
               WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
        fflush(stdout);
    }
    worker->pid = 0;
}

// Keeps `count` workers running until `seconds` are over; the number of the next one.
static unsigned run(const char *script, int count, int seconds, unsigned number)
{
    int64_t end = now_ms() + seconds * 1000LL;
    int running = 0;
    for (int i = 0; i < count; i++, running++)
        start(&workers[i], script, number++);
    while (running > 0) {
        int status;
        pid_t pid = waitpid(-1, &status, WNOHANG);
        if (pid <= 0) {
            for (int i = 0; i < count; i++) {
                if (workers[i].pid != 0 && now_ms() - workers[i].started > WORKER_SECONDS * 1000LL) {
                    printf("worker %u hangs\n", workers[i].number);
                    fflush(stdout);
                    execlp("ps", "ps", "-ef", (char *)NULL);
                    exit(1);
                }
            }
            poll(NULL, 0, 20);
            continue;
        }
        for (int i = 0; i < count; i++) {
            if (workers[i].pid != pid)
                continue;
            ended(&workers[i], status);
            running--;
            if (now_ms() < end && failures == 0) {
                start(&workers[i], script, number++);
                running++;
            }
        }
    }
    return number;
}

static void stretch(const char *script)
{
    pid_t pid = fork();
    if (pid == 0) {
        execlp("bash", "bash", script, (char *)NULL);
        _exit(127);
    }
    int status;
    if (waitpid(pid, &status, 0) != pid || status != 0) {
        printf("%s fails\n", script);
        exit(1);
    }
}

int main(int argc, char **argv)
{
    int seconds = argc > 4 ? atoi(argv[1]) : 0, count = argc > 4 ? atoi(argv[2]) : 0;
    if (seconds < 1 || count < 1 || count > MOST_WORKERS / 2) {
        fprintf(stderr, "usage: soak SECONDS WORKERS STRETCH SCRIPT [SEED]\n");
        return 2;
    }
    unsigned number = argc > 5 ? (unsigned)atoi(argv[5]) : 1;
    const char *script = argv[4];
    setvbuf(stdout, NULL, _IOLBF, 0);
    printf("warming up\n");
    stretch(argv[3]);
    number = run(script, 2 * count, seconds / 10, number);
    static struct holder holders[2][MOST_HOLDERS];
    struct system_info before = take_stock(holders[0], NULL, same);
    printf("%d seconds of %d workers\n", seconds, count);
    unsigned first = number;
    number = run(script, count, seconds, number);
    struct system_info after = take_stock(holders[1], &before, same);
    printf("%u workers ran, %d failed\n", number - first, failures);
    int leaked = 0;
    printf("%-20s %12s %12s %12s\n", "counter", "before", "after", "may grow by");
    for (size_t i = 0; i < COUNTERS; i++) {
        uint64_t first_value = value(&before, i), last_value = value(&after, i), growth = counters[i].growth;
        int wrong = growth == 0 ? last_value != first_value : last_value > first_value + growth;
        leaked |= wrong;
        printf("%-20s %12llu %12llu %12llu%s\n", counters[i].name, (unsigned long long)first_value,
               (unsigned long long)last_value, (unsigned long long)growth, wrong ? "  LEAK" : "");
    }
    tell_differences(holders[0], holders[1]);
    return failures != 0 || leaked;
}
