# switch_stacks(RDI: where to store the stack pointer, RSI: stack pointer to take)
.text
.globl switch_stacks
switch_stacks:
    pushq %rbp
    pushq %rbx
    pushq %r12
    pushq %r13
    pushq %r14
    pushq %r15
    movq %rsp, (%rdi)
    movq %rsi, %rsp
    popq %r15
    popq %r14
    popq %r13
    popq %r12
    popq %rbx
    popq %rbp
    ret

# First code of a user thread: its trap frame lies at the stack pointer.
.globl user_thread_start
user_thread_start:
    xorl %ebp, %ebp
    movq %rsp, %rdi
    call first_return_to_user
    jmp trap_return

# First code of a kernel thread: RBX is its function, R12 the argument.
.globl kernel_thread_start
kernel_thread_start:
    xorl %ebp, %ebp
    movq %r12, %rdi
    call *%rbx
    ud2
