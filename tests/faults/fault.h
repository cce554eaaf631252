// What the programs of this folder share. Each ends with status 0 when what it did to the system had the
// effect that it should, and the system goes on.
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define CHECK(condition)                                                                                     \
    do {                                                                                                     \
        if (!(condition)) {                                                                                  \
            printf("line %d: %s; errno: %s\n", __LINE__, #condition, strerror(errno));                       \
            exit(1);                                                                                         \
        }                                                                                                    \
    } while (0)

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

// A process can be made, can use memory, and ends.
static void check_goes_on(void)
{
    pid_t pid = fork();
    CHECK(pid >= 0);
    if (pid == 0) {
        char *memory = malloc(1 << 20);
        if (!memory)
            _exit(1);
        memset(memory, 1, 1 << 20);
        _exit(0);
    }
    int status;
    CHECK(waitpid(pid, &status, 0) == pid && status == 0);
}
