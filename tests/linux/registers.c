// A call changes RAX, RCX and R11 and nothing else, vector registers included; RCX is the next
// instruction and R11 the flags.
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>

struct registers {
    unsigned long rbx, rdx, rsi, rdi, rbp, r8, r9, r10, r12, r13, r14, r15, rax, rcx, r11, next, flags;
    unsigned char xmm0[16], xmm15[16];
};

__attribute__((noinline)) static void call(unsigned long number, struct registers *out) {
    __asm__ volatile(
        "push %%rbx\n push %%rbp\n push %%r12\n push %%r13\n push %%r14\n push %%r15\n push %1\n"
        "mov $0x0101010101010101, %%rcx\n movq %%rcx, %%xmm0\n movq %%rcx, %%xmm15\n"
        "mov $1, %%rbx\n mov $2, %%rdx\n mov $3, %%rsi\n mov $4, %%rdi\n mov $5, %%rbp\n mov $6, %%r8\n"
        "mov $7, %%r9\n mov $8, %%r10\n mov $9, %%r12\n mov $10, %%r13\n mov $11, %%r14\n mov $12, %%r15\n"
        "stc\n"
        "syscall\n"
        "1: push %%r11\n pushfq\n push %%rcx\n mov 24(%%rsp), %%rcx\n"
        "mov %%rbx, 0(%%rcx)\n mov %%rdx, 8(%%rcx)\n mov %%rsi, 16(%%rcx)\n mov %%rdi, 24(%%rcx)\n"
        "mov %%rbp, 32(%%rcx)\n mov %%r8, 40(%%rcx)\n mov %%r9, 48(%%rcx)\n mov %%r10, 56(%%rcx)\n"
        "mov %%r12, 64(%%rcx)\n mov %%r13, 72(%%rcx)\n mov %%r14, 80(%%rcx)\n mov %%r15, 88(%%rcx)\n"
        "mov %%rax, 96(%%rcx)\n"
        "pop %%rax\n mov %%rax, 104(%%rcx)\n pop %%rax\n mov %%rax, 128(%%rcx)\n pop %%rax\n mov %%rax, 112(%%rcx)\n"
        "lea 1b(%%rip), %%rax\n mov %%rax, 120(%%rcx)\n"
        "movdqu %%xmm0, 136(%%rcx)\n movdqu %%xmm15, 152(%%rcx)\n"
        "pop %%rax\n pop %%r15\n pop %%r14\n pop %%r13\n pop %%r12\n pop %%rbp\n pop %%rbx\n"
        :
        : "a"(number), "c"(out)
        : "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11", "xmm0", "xmm15", "memory");
}

static void show(const char *name, unsigned long number) {
    struct registers r;
    memset(&r, 0, sizeof r);
    call(number, &r);
    printf("%s: %lu %lu %lu %lu %lu %lu %lu %lu %lu %lu %lu %lu\n", name, r.rbx, r.rdx, r.rsi, r.rdi, r.rbp, r.r8, r.r9,
           r.r10, r.r12, r.r13, r.r14, r.r15);
    printf("  next instruction in rcx: %d, flags in r11: %d, carry kept: %lu, xmm: %d %d\n", r.rcx == r.next,
           r.r11 == r.flags, r.flags & 1, r.xmm0[0], r.xmm15[7]);
    if (number != SYS_getppid) printf("  result: %ld\n", (long)r.rax);
}

int main(void) {
    show("getppid", SYS_getppid);
    show("close of no descriptor", SYS_close);
    show("no such call", 0x7fffffff);
    show("a read to a bad address", SYS_read);
    return 0;
}
