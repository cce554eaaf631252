// Processes until there are no more: fork says EAGAIN or ENOMEM. Then the same by a bomb: every process makes
// more. Killed and waited for, they leave room again.
#include <dirent.h>
#include "fault.h"

#define MOST 20000
static pid_t children[MOST];

static void many(void)
{
    int count = 0;
    for (;;) {
        CHECK(count < MOST);
        pid_t pid = fork();
        if (pid == 0) {
            pause();
            _exit(0);
        }
        if (pid < 0)
            break;
        children[count++] = pid;
    }
    int refused = errno;
    // What is wrong is told when no child is left that would keep standard output open.
    for (int i = 0; i < count; i++)
        CHECK(kill(children[i], SIGKILL) == 0);
    for (int i = 0; i < count; i++) {
        int status;
        CHECK(waitpid(children[i], &status, 0) == children[i]);
        CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    }
    errno = refused;
    CHECK(errno == EAGAIN || errno == ENOMEM);
    CHECK(count >= 100);
}

// All processes there are, zombies too.
static int processes(void)
{
    DIR *proc = opendir("/proc");
    CHECK(proc);
    int count = 0;
    for (struct dirent *entry; (entry = readdir(proc));)
        count += entry->d_name[0] >= '1' && entry->d_name[0] <= '9';
    closedir(proc);
    return count;
}

static void bomb(void)
{
    int alive[2];
    int before = processes();
    CHECK(pipe(alive) == 0);
    pid_t group = fork();
    CHECK(group >= 0);
    if (group == 0) {
        setpgid(0, 0);
        close(alive[0]);
        for (;;)
            fork();
    }
    setpgid(group, group);
    close(alive[1]);
    poll(NULL, 0, 2000);
    // The pipe ends when the last of them is gone. One that was made while the signal went round may have
    // missed it.
    struct pollfd end = {alive[0], POLLIN, 0};
    int64_t deadline = now_ms() + 60000;
    do {
        kill(-group, SIGKILL);
        CHECK(now_ms() < deadline);
    } while (poll(&end, 1, 50) == 0);
    int status;
    CHECK(waitpid(group, &status, 0) == group);
    CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    close(alive[0]);
    // The others were orphans; each takes its place in the table until the first process has waited for it.
    while (processes() > before) {
        CHECK(now_ms() < deadline);
        poll(NULL, 0, 50);
    }
}

int main(void)
{
    many();
    check_goes_on();
    bomb();
    check_goes_on();
    many();
    check_goes_on();
    return 0;
}
