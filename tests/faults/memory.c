// A program takes all memory there is: it is told, or killed; nobody else is.
#include "fault.h"

int main(void)
{
    for (int round = 0; round < 3; round++) {
        pid_t pid = fork();
        CHECK(pid >= 0);
        if (pid == 0) {
            for (;;) {
                char *memory = malloc(1 << 20);
                if (!memory)
                    _exit(0);
                for (size_t at = 0; at < 1 << 20; at += 4096)
                    memory[at] = 1;
            }
        }
        int status;
        CHECK(waitpid(pid, &status, 0) == pid);
        if (status != 0 && !(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL)) {
            printf("it ended with wait status %#x\n", status);
            return 1;
        }
        check_goes_on();
    }
    return 0;
}
