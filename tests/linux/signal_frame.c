// What a handler with SA_SIGINFO is given, on the alternate stack or not, and that changes to the
// context take effect when it returns.
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>
#include <unistd.h>

static volatile int count;
static char *stack;

static void told(int number, siginfo_t *info, void *context) {
    ucontext_t *uc = context;
    char here;
    int on_it = &here >= stack && &here < stack + 65536;
    printf("signal %d, code %d, from me: %d %d, value %d\n", number, info->si_code, info->si_pid == getpid(),
           info->si_uid == getuid(), info->si_code == SI_QUEUE ? info->si_value.sival_int : 0);
    printf("  on the alternate stack: %d; aligned: %d; mask of before has SIGUSR2: %d\n", on_it,
           ((unsigned long)__builtin_frame_address(0) & 15) == 0, sigismember(&uc->uc_sigmask, SIGUSR2));
    sigset_t now;
    sigprocmask(SIG_BLOCK, 0, &now);
    printf("  blocked now: own %d, sa_mask's %d; flags as in C: direction %llu\n", sigismember(&now, number),
           sigismember(&now, SIGHUP), uc->uc_mcontext.gregs[REG_EFL] & 0x400);
    stack_t shown;
    sigaltstack(0, &shown);
    printf("  stack says on it: %d\n", shown.ss_flags == SS_ONSTACK);
    // Blocks SIGTERM for whom it returns to.
    if (number == SIGUSR1) sigaddset(&uc->uc_sigmask, SIGTERM);
    count++;
}

static void skip(int number, siginfo_t *info, void *context) {
    ucontext_t *uc = context;
    printf("signal %d, code %d, at the instruction: %d\n", number, info->si_code,
           (unsigned long)info->si_addr == (unsigned long)uc->uc_mcontext.gregs[REG_RIP]);
    uc->uc_mcontext.gregs[REG_RIP] += 2;
    uc->uc_mcontext.gregs[REG_RAX] = 77;
    uc->uc_mcontext.fpregs->_xmm[3].element[0] = 0x42;
}

int main(void) {
    struct sigaction action = {0};
    setvbuf(stdout, 0, _IONBF, 0);
    stack = malloc(65536);
    stack_t alternate = {.ss_sp = stack, .ss_size = 65536};
    printf("sigaltstack: %d\n", sigaltstack(&alternate, 0));
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR2);
    sigprocmask(SIG_BLOCK, &set, 0);
    action.sa_sigaction = told;
    sigemptyset(&action.sa_mask);
    sigaddset(&action.sa_mask, SIGHUP);
    action.sa_flags = SA_SIGINFO;
    sigaction(SIGUSR1, &action, 0);
    kill(getpid(), SIGUSR1);
    sigprocmask(SIG_BLOCK, 0, &set);
    printf("SIGTERM is blocked after it: %d\n", sigismember(&set, SIGTERM));
    action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER;
    sigaction(SIGRTMIN, &action, 0);
    sigqueue(getpid(), SIGRTMIN, (union sigval){.sival_int = 5});
    raise(SIGRTMIN);
    action.sa_sigaction = skip;
    sigaction(SIGILL, &action, 0);
    long result = 1;
    unsigned xmm3 = 1;
    __asm__ volatile("pxor %%xmm3, %%xmm3\n ud2\n movd %%xmm3, %1" : "+a"(result), "=r"(xmm3) : : "xmm3", "memory");
    printf("went on with %ld and %#x\n", result, xmm3);
    struct sigaction old;
    sigaction(SIGILL, 0, &old);
    printf("%d told; action is still there: %d\n", count, old.sa_sigaction == skip);
    return 0;
}
