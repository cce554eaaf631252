//! `setjmp` and `longjmp`: musl's `jmp_buf` layout: eight words of registers (RBX, RBP, R12-R15, RSP, return
//! address), then a flag word and the signal mask.

use core::arch::naked_asm;
use core::ffi::{c_int, c_void};

/// C: `int setjmp(jmp_buf)`.
#[no_mangle]
#[unsafe(naked)]
pub unsafe extern "C" fn setjmp(buffer: *mut c_void) -> c_int {
    naked_asm!(
        "mov [rdi], rbx",
        "mov [rdi+8], rbp",
        "mov [rdi+16], r12",
        "mov [rdi+24], r13",
        "mov [rdi+32], r14",
        "mov [rdi+40], r15",
        "lea rdx, [rsp+8]",
        "mov [rdi+48], rdx",
        "mov rdx, [rsp]",
        "mov [rdi+56], rdx",
        "xor eax, eax",
        "ret",
    );
}

/// C: `int _setjmp(jmp_buf)`: the same, as `setjmp` keeps no signal mask.
#[no_mangle]
#[unsafe(naked)]
pub unsafe extern "C" fn _setjmp(buffer: *mut c_void) -> c_int {
    naked_asm!("jmp {}", sym setjmp);
}

/// C: `void longjmp(jmp_buf, int)`.
#[no_mangle]
#[unsafe(naked)]
pub unsafe extern "C" fn longjmp(buffer: *mut c_void, value: c_int) -> ! {
    naked_asm!(
        "xor eax, eax",
        "cmp esi, 1", // carry if the value is 0: then 1 is returned
        "adc eax, esi",
        "mov rbx, [rdi]",
        "mov rbp, [rdi+8]",
        "mov r12, [rdi+16]",
        "mov r13, [rdi+24]",
        "mov r14, [rdi+32]",
        "mov r15, [rdi+40]",
        "mov rsp, [rdi+48]",
        "jmp qword ptr [rdi+56]",
    );
}

/// `_FORTIFY_SOURCE`: `longjmp` to a frame that is still there: its stack pointer is not below the caller's.
#[no_mangle]
#[unsafe(naked)]
pub unsafe extern "C" fn __longjmp_chk(buffer: *mut c_void, value: c_int) -> ! {
    naked_asm!(
        "cmp [rdi+48], rsp",
        "jae {longjmp}",
        "push rdi",
        "push rsi",
        "sub rsp, 8",
        "mov rdi, [rdi+48]",
        "call {refuse}",
        "add rsp, 8",
        "pop rsi",
        "pop rdi",
        "jmp {longjmp}",
        longjmp = sym longjmp,
        refuse = sym crate::compatibility::refuse_jump_down,
    );
}

/// C: `void _longjmp(jmp_buf, int)`.
#[no_mangle]
#[unsafe(naked)]
pub unsafe extern "C" fn _longjmp(buffer: *mut c_void, value: c_int) -> ! {
    naked_asm!("jmp {}", sym longjmp);
}

/// C: `int sigsetjmp(sigjmp_buf, int)`. When the mask is to be kept, the first return goes on into a
/// function that saves it, and the second into the same, which then restores it: so no register
/// needs to outlive the caller's frame. The return address and RBX are kept in the buffer.
#[no_mangle]
#[unsafe(naked)]
pub unsafe extern "C" fn sigsetjmp(buffer: *mut c_void, save_mask: c_int) -> c_int {
    naked_asm!(
        "test esi, esi",
        "jz {setjmp}",
        "pop qword ptr [rdi+64]",  // return address, in the flag word
        "mov [rdi+80], rbx",       // second word of the mask: kernels use the first only
        "mov rbx, rdi",
        "call {setjmp}",
        "push qword ptr [rbx+64]",
        "mov rdi, rbx",
        "mov esi, eax",
        "mov rbx, [rdi+80]",
        "jmp {tail}",
        setjmp = sym setjmp,
        tail = sym crate::header::setjmp::mask_after_setjmp,
    );
}

/// C: `void siglongjmp(sigjmp_buf, int)`: the second return of `sigsetjmp` sets the mask.
#[no_mangle]
#[unsafe(naked)]
pub unsafe extern "C" fn siglongjmp(buffer: *mut c_void, value: c_int) -> ! {
    naked_asm!("jmp {}", sym longjmp);
}

/// C: `int __sigsetjmp(sigjmp_buf, int)`.
#[no_mangle]
#[unsafe(naked)]
pub unsafe extern "C" fn __sigsetjmp(buffer: *mut c_void, save_mask: c_int) -> c_int {
    naked_asm!("jmp {}", sym sigsetjmp);
}
