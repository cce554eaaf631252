# Entry points of 32-bit code, linked where they are loaded.
#
# GRUB (multiboot2, section 3.3 of its specification) and QEMU (PVH, Xen's docs/misc/pvh) both enter
# in 32-bit protected mode with flat segments and paging off; EBX points to their information.
# Maps the first 4 GiB at 0, at the direct map (slot 256) and, its first 2 GiB, at -2 GiB with
# 2 MiB pages, enters long mode and calls machine_start(magic, information).

.section .boot.header, "a"
.balign 8
multiboot_header:
    .long 0xe85250d6                # magic
    .long 0                         # i386, protected mode
    .long multiboot_header_end - multiboot_header
    .long 0x100000000 - (0xe85250d6 + (multiboot_header_end - multiboot_header))
    .short 6, 0                     # modules aligned to pages
    .long 8
    .short 0, 0                     # end
    .long 8
multiboot_header_end:

.section .note.pvh, "a", @note
.balign 4
    .long 4                         # name size
    .long 8                         # descriptor size
    .long 18                        # XEN_ELFNOTE_PHYS32_ENTRY
    .asciz "Xen"
    .quad pvh_entry

.section .boot.text, "ax"
.code32
.globl multiboot_entry
multiboot_entry:
    movl %eax, %edi
    movl %ebx, %esi
    jmp enter
pvh_entry:
    movl $0x336ec578, %edi
    movl %ebx, %esi
enter:
    cli
    cld
    movl $boot_stack_top, %esp

    # 2048 pages of 2 MiB: present, writable, large.
    movl $boot_pd, %ebx
    movl $0x83, %eax
    movl $2048, %ecx
1:  movl %eax, (%ebx)
    movl $0, 4(%ebx)
    addl $0x200000, %eax
    addl $8, %ebx
    loop 1b

    movl $boot_pd + 0x0003, boot_pdpt
    movl $boot_pd + 0x1003, boot_pdpt + 8
    movl $boot_pd + 0x2003, boot_pdpt + 16
    movl $boot_pd + 0x3003, boot_pdpt + 24
    movl $boot_pd + 0x0003, boot_pdpt_kernel + 510 * 8
    movl $boot_pd + 0x1003, boot_pdpt_kernel + 511 * 8
    movl $boot_pdpt + 3, boot_pml4
    movl $boot_pdpt + 3, boot_pml4 + 256 * 8
    movl $boot_pdpt_kernel + 3, boot_pml4 + 511 * 8

    call enter_long_mode            # returns in 64-bit code, still at low addresses
.code64
    movl %edi, %edi
    movl %esi, %esi
    movabs $machine_start, %rax
    movabs $0xffff800000000000, %rcx
    addq %rcx, %rsp
    xorl %ebp, %ebp
    call *%rax
    ud2

# From 32-bit protected mode with a stack below 4 GiB to long mode with boot_pml4. Keeps EDI and
# ESI. The start of the other CPUs uses it too.
.code32
.globl enter_long_mode
enter_long_mode:
    movl %cr4, %eax
    orl $0x20, %eax                 # PAE
    movl %eax, %cr4
    movl $boot_pml4, %eax
    movl %eax, %cr3
    movl $0xc0000080, %ecx          # EFER
    rdmsr
    orl $0x900, %eax                # LME, NXE
    wrmsr
    movl %cr0, %eax
    orl $0x80010001, %eax           # PG, WP, PE
    andl $0x9fffffff, %eax          # CD and NW off
    movl %eax, %cr0
    popl %eax                       # 32-bit return address
    lgdt boot_gdt_pointer
    ljmp $8, $1f
.code64
1:  movl %eax, %eax
    xorl %ecx, %ecx
    movw %cx, %ds
    movw %cx, %es
    movw %cx, %ss
    movw %cx, %fs
    movw %cx, %gs
    jmp *%rax

.section .boot.data, "aw"
.balign 8
boot_gdt:
    .quad 0
    .quad 0x00af9b000000ffff        # 64-bit code, ring 0
boot_gdt_pointer:
    .short 15
    .long boot_gdt
    .long 0

.section .boot.bss, "aw", @nobits
.balign 4096
.globl boot_pml4
boot_pml4: .skip 4096
boot_pdpt: .skip 4096
boot_pdpt_kernel: .skip 4096
boot_pd: .skip 4 * 4096
boot_stack: .skip {stack_size}
boot_stack_top:
