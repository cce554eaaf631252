// Runs shell scripts for a while and looks whether anything is left behind:
// soak SECONDS WORKERS STRETCH SCRIPT [SEED]
//
// WORKERS copies of `bash SCRIPT NUMBER` run at any time, each with a number of its own. A warm-up fills
// what fills only once (page cache, heaps and pools that keep their size): `bash STRETCH`, then twice as many
// workers for a while. Then the kernel's counters are read, the soak runs, and they are read again.
#include <dirent.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

// A worker that takes longer hangs.
#define WORKER_SECONDS 240
// How long what the last workers left may take to go away.
#define SETTLE_MS 30000
#define MOST_WORKERS 64

// abi::system::SystemInfo.
struct system_info {
    uint64_t total_frames, free_frames, processes, threads, handles, files, memory_objects, cpus, uptime_ns, idle_ns,
        context_switches, heap_bytes, runnable, unimplemented_calls, kernel_frames;
};

// What must be equal afterwards, or may grow by so much: the servers' heaps and the kernel's tables, slabs and
// kept stacks have the size of the most that was ever needed at once. A thousand processes come and go for
// each of these frames in ten minutes, so what each of them left behind would show.
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
    {"user frames", offsetof(struct system_info, free_frames), 64},
    {"kernel heap bytes", offsetof(struct system_info, heap_bytes), 16384},
    {"kernel pool frames", offsetof(struct system_info, kernel_frames), 64},
};
#define COUNTERS (sizeof counters / sizeof *counters)

static uint64_t value(const struct system_info *info, size_t index)
{
    return *(const uint64_t *)((const char *)info + counters[index].offset);
}

// Ochre's own call: the C library has no function for it.
static struct system_info system_info(void)
{
    struct system_info info = {0};
    long result = 104;
    __asm__ volatile("syscall" : "+a"(result) : "D"(&info), "S"(sizeof info) : "rcx", "r11", "memory");
    if (result < 0) {
        fprintf(stderr, "soak: SystemInfo gives error %ld\n", -result);
        exit(2);
    }
    info.free_frames = info.total_frames - info.free_frames - info.kernel_frames;
    return info;
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

// The counters once they stand still, or are what they were before.
static struct system_info settled(const struct system_info *before)
{
    int64_t end = now_ms() + SETTLE_MS;
    struct system_info last = system_info();
    for (int equal = 0; equal < 20 && now_ms() < end;) {
        if (before && same(before, &last))
            break;
        poll(NULL, 0, 100);
        struct system_info next = system_info();
        equal = same(&next, &last) ? equal + 1 : 0;
        last = next;
    }
    return last;
}

// The pages of every process.
static struct holder {
    int pid;
    long pages;
    char name[32];
} holders[2][64];

static void look_at_processes(struct holder *found)
{
    memset(found, 0, sizeof holders[0]);
    DIR *all = opendir("/proc");
    if (!all) {
        perror("soak: /proc");
        exit(2);
    }
    struct dirent *entry;
    for (int count = 0; count < 64 && (entry = readdir(all));) {
        char path[300];
        struct holder *holder = &found[count];
        snprintf(path, sizeof path, "/proc/%s/statm", entry->d_name);
        holder->pid = atoi(entry->d_name);
        FILE *file = holder->pid > 0 ? fopen(path, "r") : NULL;
        if (!file)
            continue;
        count += fscanf(file, "%*s %ld", &holder->pages) == 1;
        fclose(file);
        snprintf(path, sizeof path, "/proc/%s/comm", entry->d_name);
        file = fopen(path, "r");
        if (!file)
            continue;
        fscanf(file, "%31[^\n]", holder->name);
        fclose(file);
    }
    closedir(all);
}

// Whose pages the user frames are that came or went.
static void tell_differences(void)
{
    for (const struct holder *after = holders[1]; after < holders[1] + 64; after++)
        for (const struct holder *before = holders[0]; before < holders[0] + 64; before++)
            if (after->pid > 0 && after->pid == before->pid && after->pages != before->pages)
                printf("%s (%d): %+ld pages\n", after->name, after->pid, after->pages - before->pages);
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
    look_at_processes(holders[0]);
    struct system_info before = settled(NULL);
    printf("%d seconds of %d workers\n", seconds, count);
    unsigned first = number;
    number = run(script, count, seconds, number);
    struct system_info after = settled(&before);
    look_at_processes(holders[1]);
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
    tell_differences();
    return failures != 0 || leaked;
}
