# Entries from user code and from exceptions and interrupts. Frame layout: frame.rs.

.macro push_registers
    pushq %rax
    pushq %rbx
    pushq %rcx
    pushq %rdx
    pushq %rsi
    pushq %rdi
    pushq %rbp
    pushq %r8
    pushq %r9
    pushq %r10
    pushq %r11
    pushq %r12
    pushq %r13
    pushq %r14
    pushq %r15
.endm

.macro pop_registers
    popq %r15
    popq %r14
    popq %r13
    popq %r12
    popq %r11
    popq %r10
    popq %r9
    popq %r8
    popq %rbp
    popq %rdi
    popq %rsi
    popq %rdx
    popq %rcx
    popq %rbx
    popq %rax
.endm

.text

# RCX: return address, R11: flags, RAX: number; still on the user's stack.
.globl syscall_entry
.balign 16
syscall_entry:
    swapgs
    movq %rsp, %gs:16
    movq %gs:8, %rsp
    pushq $0x23                     # user data
    pushq %gs:16
    pushq %r11
    pushq $0x2b                     # user code
    pushq %rcx
    subq $16, %rsp
    push_registers
    movq %rsp, %rdi
    xorl %ebp, %ebp
    call system_call
    testb %al, %al
    jnz trap_return_user
    # RBX and R12 to R15 are preserved by C's rules.
    movq 56(%rsp), %r8
    movq 48(%rsp), %r9
    movq 40(%rsp), %r10
    movq 64(%rsp), %rbp
    movq 72(%rsp), %rdi
    movq 80(%rsp), %rsi
    movq 88(%rsp), %rdx
    movq 112(%rsp), %rax
    movq 136(%rsp), %rcx
    movq 152(%rsp), %r11
    movq 160(%rsp), %rsp
    swapgs
    sysretq

# One entry of 16 bytes for each vector. Vectors 8, 10 to 14, 17, 21, 29 and 30 have an error code.
.globl trap_entries
.balign 16
trap_entries:
.set vector, 0
.rept 256
    .balign 16
    .if (vector == 2) || (vector == 18)
    pushq $0
    pushq $vector
    jmp trap_anywhere
    .elseif vector == 8
    pushq $vector
    jmp trap_anywhere
    .elseif (vector >= 10 && vector <= 14) || (vector == 17) || (vector == 21) || (vector == 29) || (vector == 30)
    pushq $vector
    jmp trap_common
    .else
    pushq $0
    pushq $vector
    jmp trap_common
    .endif
    .set vector, vector + 1
.endr

.balign 16
trap_common:
    push_registers
    cld
    testb $3, 144(%rsp)
    jz 1f
    swapgs
    xorl %ebp, %ebp
1:  movq %rsp, %rdi
    call trap
.globl trap_return
trap_return:
    testb $3, 144(%rsp)
    jz 2f
trap_return_user:
    swapgs
2:  pop_registers
    addq $16, %rsp
    iretq

# NMI, double fault, machine check: on a stack of their own, whose top word (above the frame) is
# the CPU's data. GS_BASE (MSR 0xc0000101) is saved, set and put back.
trap_anywhere:
    push_registers
    cld
    movl $0xc0000101, %ecx
    rdmsr
    movl %eax, %ebx
    movl %edx, %r12d
    movl 176(%rsp), %eax
    movl 180(%rsp), %edx
    wrmsr
    movq %rsp, %rdi
    call trap_on_own_stack
    movl $0xc0000101, %ecx
    movl %ebx, %eax
    movl %r12d, %edx
    wrmsr
    pop_registers
    addq $16, %rsp
    iretq
