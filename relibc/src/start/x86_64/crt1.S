/* Program start: calls __libc_start_main(main, argc, argv, _init, _fini, rdx). In RDX the System V ABI
 * passes a function to register with atexit; a dynamic loader sets it, Linux leaves it 0. */
	.text
	.globl _start
	.type _start, @function
_start:
	.cfi_startproc
	.cfi_undefined rip
	xor %ebp, %ebp
	mov %rdx, %r9
#ifdef STATIC_PIE
	mov %rsp, %rbx
	and $-16, %rsp
	push %r9
	sub $8, %rsp
	lea __ehdr_start(%rip), %rdi
	lea _DYNAMIC(%rip), %rsi
	call __relibc_relocate
	mov 8(%rsp), %r9
	mov %rbx, %rsp
#endif
	mov main@GOTPCREL(%rip), %rdi
	mov (%rsp), %rsi
	lea 8(%rsp), %rdx
	mov _init@GOTPCREL(%rip), %rcx
	mov _fini@GOTPCREL(%rip), %r8
	and $-16, %rsp
	call *__libc_start_main@GOTPCREL(%rip)
	hlt
	.cfi_endproc
	.size _start, .-_start
#ifdef STATIC_PIE
	.hidden __ehdr_start
	.hidden _DYNAMIC
#endif
/* How exec knows a program of ours from a Linux one (posix/src/process/elf.rs): a note named "Ochre" of
 * type 1, with the version of the start-up block that the program understands. */
	.section .note.Ochre, "a", @note
	.balign 4
	.long 6, 4, 1
	.asciz "Ochre"
	.balign 4
	.long 1
	.section .note.GNU-stack, "", @progbits
