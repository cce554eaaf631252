// Memory faults tell their address and cause; a handler that mends it lets the program go on, one
// that jumps away works too; a blocked or ignored fault ends the program.
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>

static char *page;
static sigjmp_buf back;
static volatile int faults;

static void mend(int number, siginfo_t *info, void *context) {
    ucontext_t *uc = context;
    faults++;
    printf("signal %d code %d at page+%ld, trap %lld, write %lld\n", number, info->si_code, (char *)info->si_addr - page,
           uc->uc_mcontext.gregs[REG_TRAPNO], uc->uc_mcontext.gregs[REG_ERR] >> 1 & 1);
    mprotect(page, 4096, PROT_READ | PROT_WRITE);
}

static void leave(int number, siginfo_t *info, void *context) {
    siglongjmp(back, number * 1000 + info->si_code);
}

static void child(const char *what, void (*body)(void)) {
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        body();
        _exit(0);
    }
    int status;
    waitpid(pid, &status, 0);
    if (WIFSIGNALED(status)) printf("%s: signal %d\n", what, WTERMSIG(status));
    else printf("%s: status %d\n", what, WEXITSTATUS(status));
}

static void blocked(void) {
    sigset_t all;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, 0);
    *(volatile char *)8 = 1;
}

static void ignored(void) {
    signal(SIGSEGV, SIG_IGN);
    *(volatile char *)8 = 1;
}

static void divide(void) {
    int zero = 0;
    __asm__ volatile("mov $1, %%eax\n cltd\n idivl %0" : : "r"(zero) : "eax", "edx");
}

static void divided(void) {
    signal(SIGFPE, SIG_DFL);
    divide();
}

static void no_stack(void) {
    __asm__ volatile("mov $16, %rsp\n movl $1, 0");
}

int main(void) {
    struct sigaction action = {0};
    setvbuf(stdout, 0, _IONBF, 0);
    page = mmap(0, 8192, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    action.sa_sigaction = mend;
    action.sa_flags = SA_SIGINFO;
    sigaction(SIGSEGV, &action, 0);
    page[100] = 'a';
    mprotect(page, 4096, PROT_READ);
    page[200] = 'b';
    printf("went on: %c%c, %d faults\n", page[100], page[200], faults);
    action.sa_sigaction = leave;
    action.sa_flags = SA_SIGINFO | SA_NODEFER;
    for (int number = 1; number < 32; number++)
        if (number == SIGSEGV || number == SIGBUS || number == SIGFPE || number == SIGILL || number == SIGTRAP)
            sigaction(number, &action, 0);
    int way = sigsetjmp(back, 1);
    if (way == 0) *(volatile char *)8 = 1;
    printf("nothing there: %d\n", way);
    way = sigsetjmp(back, 1);
    if (way == 0) ((volatile char *)page)[4096] = 1;
    printf("no right: %d\n", way);
    int file = open("short", O_RDWR | O_CREAT, 0600);
    char *mapped = mmap(0, 8192, PROT_READ, MAP_SHARED, file, 0);
    way = sigsetjmp(back, 1);
    if (way == 0) printf("%d", mapped[5000]);
    printf("beyond the end: %d\n", way);
    way = sigsetjmp(back, 1);
    if (way == 0) divide();
    printf("divided: %d\n", way);
    way = sigsetjmp(back, 1);
    if (way == 0) __asm__ volatile("int3");
    printf("breakpoint: %d\n", way);
    way = sigsetjmp(back, 1);
    if (way == 0) __asm__ volatile("hlt");
    printf("privileged: %d\n", way);
    way = sigsetjmp(back, 1);
    if (way == 0) ((void (*)(void))page)();
    printf("not code: %d\n", way);
    child("blocked", blocked);
    child("ignored", ignored);
    child("divided", divided);
    child("no stack", no_stack);
    unlink("short");
    return 0;
}
