// A handler ends a wait or has it made again, as the action says; what is no reason to stop waiting
// is not seen at all.
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/select.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static volatile int ran;

static void handler(int number) { ran++; }

static void act(int number, int flags) {
    struct sigaction action = {.sa_handler = handler, .sa_flags = flags};
    sigaction(number, &action, 0);
    ran = 0;
}

/* A child that sends signals to the parent and then writes to the pipe. */
static int ends[2];
static pid_t helper(int number, int times) {
    pid_t pid = fork();
    if (pid == 0) {
        for (int i = 0; i < times; i++) usleep(50000), kill(getppid(), number);
        usleep(100000);
        write(ends[1], "x", 1);
        _exit(0);
    }
    return pid;
}

static void told(const char *name, long result) {
    int error = errno;
    char byte;
    printf("%s: %ld %s, handlers: %d\n", name, result, result < 0 ? strerror(error) : "-", ran);
}

int main(void) {
    char byte;
    setvbuf(stdout, 0, _IONBF, 0);
    pipe(ends);

    act(SIGUSR1, SA_RESTART);
    pid_t pid = helper(SIGUSR1, 3);
    told("read, restarted", read(ends[0], &byte, 1));
    waitpid(pid, 0, 0);

    act(SIGUSR1, 0);
    pid = helper(SIGUSR1, 1);
    told("read, ended", read(ends[0], &byte, 1));
    told("read again", read(ends[0], &byte, 1));
    waitpid(pid, 0, 0);

    act(SIGUSR1, SA_RESTART);
    pid = helper(SIGUSR1, 1);
    struct pollfd entry = {ends[0], POLLIN, 0};
    told("poll is never restarted", poll(&entry, 1, 10000));
    waitpid(pid, 0, 0);
    read(ends[0], &byte, 1);

    act(SIGUSR1, SA_RESTART);
    pid = helper(SIGUSR1, 1);
    struct timespec wish = {10, 0}, left = {0, 0};
    told("nanosleep", nanosleep(&wish, &left));
    printf("time left: %d\n", left.tv_sec == 9 && left.tv_nsec > 0);
    waitpid(pid, 0, 0);
    read(ends[0], &byte, 1);

    act(SIGUSR1, SA_RESTART);
    pid = helper(SIGUSR1, 1);
    told("wait, restarted", waitpid(pid, 0, 0) == pid);
    read(ends[0], &byte, 1);

    // Ignored ones are not seen.
    signal(SIGUSR1, SIG_IGN);
    ran = 0;
    pid = helper(SIGUSR1, 2);
    told("read, ignored", read(ends[0], &byte, 1));
    waitpid(pid, 0, 0);
    signal(SIGCHLD, SIG_DFL);
    pid = helper(SIGCHLD, 2);
    entry.revents = 0;
    told("poll, SIGCHLD by default", poll(&entry, 1, 10000));
    waitpid(pid, 0, 0);
    read(ends[0], &byte, 1);

    // A signal that is blocked waits for the mask of the call.
    sigset_t blocked, none;
    sigemptyset(&none);
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGUSR1);
    sigprocmask(SIG_BLOCK, &blocked, 0);
    act(SIGUSR1, SA_RESTART);
    kill(getpid(), SIGUSR1);
    printf("held back: %d\n", ran);
    told("sigsuspend", sigsuspend(&none));
    kill(getpid(), SIGUSR1);
    struct timespec ten = {10, 0};
    told("ppoll", ppoll(&entry, 1, &ten, &none));
    kill(getpid(), SIGUSR1);
    told("pselect", pselect(0, 0, 0, 0, &ten, &none));
    kill(getpid(), SIGUSR1);
    siginfo_t info;
    told("sigwaitinfo", sigwaitinfo(&blocked, &info));
    struct timespec soon = {0, 1000000};
    told("sigtimedwait", sigtimedwait(&blocked, &info, &soon));

    struct itimerval timer = {{0, 0}, {0, 20000}};
    act(SIGALRM, 0);
    setitimer(ITIMER_REAL, &timer, 0);
    told("pause", pause());
    return 0;
}
