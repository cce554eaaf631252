// Descriptors until there are no more, of each kind; then some are closed, and it goes on.
#include "fault.h"
#include <sys/epoll.h>
#include <sys/socket.h>

static int one_pipe(void)
{
    int ends[2];
    return pipe(ends);
}

static int one_pair(void)
{
    int ends[2];
    return socketpair(AF_UNIX, SOCK_STREAM, 0, ends);
}

static int one_file(void) { return open("/etc/hostname", O_RDONLY); }
static int one_directory(void) { return open("/", O_RDONLY | O_DIRECTORY); }
static int one_device(void) { return open("/dev/null", O_RDWR); }
static int one_copy(void) { return dup(0); }
static int one_epoll(void) { return epoll_create1(0); }

int main(void)
{
    int (*const kinds[])(void) = {one_pipe, one_pair, one_file, one_directory, one_device, one_copy, one_epoll};
    struct rlimit limit;
    CHECK(getrlimit(RLIMIT_NOFILE, &limit) == 0);
    limit.rlim_cur = limit.rlim_max;
    CHECK(setrlimit(RLIMIT_NOFILE, &limit) == 0);
    for (size_t kind = 0; kind < sizeof kinds / sizeof *kinds; kind++) {
        pid_t pid = fork();
        CHECK(pid >= 0);
        if (pid == 0) {
            long count = 0;
            while (kinds[kind]() >= 0)
                count++;
            CHECK(errno == EMFILE || errno == ENFILE || errno == ENOMEM);
            CHECK(count > 100);
            CHECK(close(20) == 0 && close(21) == 0);
            CHECK(kinds[kind]() >= 0);
            exit(0);
        }
        int status;
        CHECK(waitpid(pid, &status, 0) == pid && status == 0);
    }
    check_goes_on();
    return 0;
}
