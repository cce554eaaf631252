// A program takes all memory and keeps it: when another needs some, the first is ended, not the other.
#include "fault.h"

int main(void)
{
    int ready[2];
    CHECK(pipe(ready) == 0);
    pid_t pid = fork();
    CHECK(pid >= 0);
    if (pid == 0) {
        // In small steps at the end, so that nothing is left for others.
        for (size_t step = 1 << 20; step >= 4096; step /= 2) {
            char *memory;
            while ((memory = mmap(NULL, step, PROT_READ | PROT_WRITE,
                                  MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0)) != MAP_FAILED) {
                unsigned char there;
                if (mincore(memory + step - 4096, 4096, &there) != 0 || !(there & 1))
                    break;
            }
        }
        // A byte would need memory, too.
        close(ready[1]);
        pause();
    }
    char byte;
    close(ready[1]);
    CHECK(read(ready[0], &byte, 1) == 0);
    // More than any reserve: who has the most must go.
    size_t size = 32 << 20;
    char *memory = malloc(size);
    CHECK(memory);
    memset(memory, 1, size);
    int status;
    CHECK(waitpid(pid, &status, 0) == pid);
    CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    check_goes_on();
    return 0;
}
