# First instructions of another CPU, copied to 0x8000 (TRAMPOLINE in mod.rs), entered in real mode
# with CS = 0x800. What it is given lies at 0x8f00.

.set TRAMPOLINE, 0x8000

.section .rodata.trampoline, "a"
.globl trampoline_start, trampoline_end
.code16
trampoline_start:
    cli
    cld
    xorw %ax, %ax
    movw %ax, %ds
    lgdtl TRAMPOLINE + (trampoline_gdt_pointer - trampoline_start)
    movl %cr0, %eax
    orl $1, %eax
    movl %eax, %cr0
    ljmpl $8, $(TRAMPOLINE + (trampoline_32 - trampoline_start))
.code32
trampoline_32:
    movw $16, %ax
    movw %ax, %ds
    movw %ax, %es
    movw %ax, %ss
    movl $(TRAMPOLINE + 0xf00), %esp
    movl $enter_long_mode, %eax
    call *%eax
.code64
    movq TRAMPOLINE + 0xf00, %rcx
    movq TRAMPOLINE + 0xf08, %rdx
    movq TRAMPOLINE + 0xf10, %rdi
    movabs $start_cpu_high, %rax
    jmp *%rax

.balign 8
trampoline_gdt:
    .quad 0
    .quad 0x00cf9b000000ffff        # 32-bit code, ring 0
    .quad 0x00cf93000000ffff        # data, ring 0
trampoline_gdt_pointer:
    .short 23
    .long TRAMPOLINE + (trampoline_gdt - trampoline_start)
trampoline_end:

# At the kernel's own addresses: RCX root table, RDX stack, RDI the CPU's data.
.text
start_cpu_high:
    movq %rcx, %cr3
    movq %rdx, %rsp
    xorl %ebp, %ebp
    call start_cpu
    ud2
