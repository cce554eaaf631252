// What the kernel and every process hold, for tests that want nothing left behind.
#include <dirent.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// How long the counters must stand still.
#define STILL_MS 2000
// How long they may take to, also where bash on the console has yet to start.
#define SETTLE_MS 30000
#define LOOK_MS 100
// Processes of which it is written down what they hold.
#define MOST_HOLDERS 64

// abi::system::SystemInfo.
struct system_info {
    uint64_t total_frames, free_frames, processes, threads, handles, files, memory_objects, cpus, uptime_ns, idle_ns,
        context_switches, heap_bytes, runnable, unimplemented_calls, kernel_frames;
};

// What one process holds.
struct holder {
    int pid;
    long pages, handles;
    char name[32];
};

// Ochre's own call: the C library has no function for it.
static struct system_info system_info(void)
{
    struct system_info info = {0};
    long result = 104;
    __asm__ volatile("syscall" : "+a"(result) : "D"(&info), "S"(sizeof info) : "rcx", "r11", "memory");
    if (result < 0) {
        fprintf(stderr, "SystemInfo gives error %ld\n", -result);
        exit(2);
    }
    return info;
}

// The counters once they stand still and nothing else wants to run, or are what they were before, as `same` finds.
static struct system_info settled(const struct system_info *before,
                                  int (*same)(const struct system_info *, const struct system_info *))
{
    struct system_info last = system_info();
    for (int waited = 0, still = 0; still < STILL_MS && waited < SETTLE_MS; waited += LOOK_MS) {
        if (before && same(before, &last))
            break;
        poll(NULL, 0, LOOK_MS);
        struct system_info now = system_info();
        still = now.runnable <= 1 && same(&now, &last) ? still + LOOK_MS : 0;
        last = now;
    }
    return last;
}

// One number of a file in /proc; 0 if it is not there.
static long number_in(int pid, const char *file, const char *format)
{
    char path[64], line[128];
    long number = 0;
    snprintf(path, sizeof path, "/proc/%d/%s", pid, file);
    FILE *opened = fopen(path, "r");
    while (opened && fgets(line, sizeof line, opened))
        sscanf(line, format, &number);
    if (opened)
        fclose(opened);
    return number;
}

// Writes down what every process holds.
static void look_at_processes(struct holder found[MOST_HOLDERS])
{
    memset(found, 0, MOST_HOLDERS * sizeof *found);
    DIR *all = opendir("/proc");
    if (!all) {
        perror("/proc");
        exit(2);
    }
    struct dirent *entry;
    for (int count = 0; count < MOST_HOLDERS && (entry = readdir(all));) {
        struct holder *holder = &found[count];
        char path[64];
        holder->pid = atoi(entry->d_name);
        if (holder->pid <= 0)
            continue;
        holder->pages = number_in(holder->pid, "statm", "%*s %ld");
        holder->handles = number_in(holder->pid, "status", "Handles: %ld");
        snprintf(path, sizeof path, "/proc/%d/comm", holder->pid);
        FILE *file = fopen(path, "r");
        if (!file)
            continue;
        count += fscanf(file, "%31[^\n]", holder->name) == 1;
        fclose(file);
    }
    closedir(all);
}

// The counters once they stand still, and at that time what every process holds: looking costs something too.
static struct system_info take_stock(struct holder found[MOST_HOLDERS], const struct system_info *before,
                                     int (*same)(const struct system_info *, const struct system_info *))
{
    settled(before, same);
    look_at_processes(found);
    return settled(before, same);
}

// Prints whose pages and handles came or went.
static void tell_differences(const struct holder before[MOST_HOLDERS], const struct holder after[MOST_HOLDERS])
{
    for (const struct holder *now = after; now < after + MOST_HOLDERS; now++)
        for (const struct holder *then = before; then < before + MOST_HOLDERS; then++)
            if (now->pid > 0 && now->pid == then->pid &&
                (now->pages != then->pages || now->handles != then->handles))
                printf("%s (%d): %+ld pages, %+ld handles\n", now->name, now->pid, now->pages - then->pages,
                       now->handles - then->handles);
}
