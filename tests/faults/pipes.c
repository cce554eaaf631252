// Pipes, all of them full: a writer is told EAGAIN, and all memory comes back when they are closed.
#include "fault.h"

static long fill(void)
{
    static char block[65536];
    long pipes = 0;
    int ends[2];
    while (pipes < 2000 && pipe2(ends, O_NONBLOCK) == 0) {
        ssize_t done;
        size_t total = 0;
        while ((done = write(ends[1], block, sizeof block)) > 0)
            total += done;
        if (errno == ENOMEM)
            break;
        CHECK(done < 0 && errno == EAGAIN && total == 65536);
        pipes++;
    }
    return pipes;
}

int main(void)
{
    struct rlimit limit;
    CHECK(getrlimit(RLIMIT_NOFILE, &limit) == 0);
    limit.rlim_cur = limit.rlim_max;
    CHECK(setrlimit(RLIMIT_NOFILE, &limit) == 0);
    for (int round = 0; round < 2; round++) {
        pid_t pid = fork();
        CHECK(pid >= 0);
        if (pid == 0)
            exit(fill() < 100);
        int status;
        CHECK(waitpid(pid, &status, 0) == pid && status == 0);
        check_goes_on();
    }
    return 0;
}
