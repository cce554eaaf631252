//! Starting and ending Linux threads, and returning from signal handlers.

use crate::platform::ThreadStart;
use core::arch::{asm, naked_asm};
use core::ffi::c_void;

/// `clone` with a new stack: the child calls `start.entry(start.argument)`.
///
/// # Safety
/// As for `Sys::start_thread`.
pub unsafe fn clone(flags: usize, start: &ThreadStart) -> usize {
    let entry = start.entry as *const ();
    let words = [
        start.tid as usize,
        start.thread_pointer as usize,
        start.tid as usize,
    ];
    // SAFETY: the caller's promise; the stack is 16-byte aligned.
    unsafe {
        clone_to(
            flags,
            start.stack as usize,
            entry,
            start.argument.cast(),
            words,
        )
    }
}

/// `clone` for a program: the child calls `function(argument)` on its stack, and ends with what that gives.
///
/// # Safety
/// The stack is the child's alone, if memory is shared; the pointers are what `flags` says.
pub unsafe fn clone_program(
    flags: usize,
    stack: *mut c_void,
    function: unsafe extern "C" fn(*mut c_void) -> i32,
    argument: *mut c_void,
    words: [usize; 3],
) -> usize {
    // SAFETY: the caller's promise.
    unsafe {
        clone_to(
            flags,
            stack as usize & !15,
            function as *const (),
            argument,
            words,
        )
    }
}

/// # Safety
/// `entry` is a function of one pointer; else as for [`clone_program`].
unsafe fn clone_to(
    flags: usize,
    stack: usize,
    entry: *const (),
    argument: *mut c_void,
    [parent_tid, thread_pointer, child_tid]: [usize; 3],
) -> usize {
    let result;
    // SAFETY: the child never comes back here: it has its own stack, and ends.
    unsafe {
        asm!(
            "syscall",
            "test eax, eax",
            "jnz 2f",
            "xor ebp, ebp",
            "mov rdi, r13",
            "call r12",
            "mov edi, eax",
            "mov eax, 60", // exit
            "syscall",
            "ud2",
            "2:",
            inlateout("rax") 56_usize => result,
            in("rdi") flags,
            in("rsi") stack,
            in("rdx") parent_tid,
            in("r10") child_tid,
            in("r8") thread_pointer,
            in("r12") entry,
            in("r13") argument,
            lateout("rcx") _, lateout("r11") _,
        );
    }
    result
}

/// Unmaps the calling thread's stack and ends the thread without touching memory again.
///
/// # Safety
/// As for `Sys::end_thread`.
pub unsafe fn unmap_and_exit(stack: *mut c_void, length: usize) -> ! {
    // SAFETY: no memory is used after the unmapping.
    unsafe {
        asm!(
            "test rsi, rsi",
            "jz 2f",
            "mov eax, 11", // munmap
            "syscall",
            "2:",
            "xor edi, edi",
            "mov eax, 60", // exit
            "syscall",
            "ud2",
            in("rdi") stack,
            in("rsi") length,
            options(noreturn),
        );
    }
}

/// What a signal handler returns to on Linux: `rt_sigreturn`.
#[unsafe(naked)]
pub unsafe extern "C" fn restore_signal_frame() {
    naked_asm!("mov eax, 15", "syscall", "ud2");
}

/// Where threads begin on Ochre: with the argument in RDI, on an empty stack.
#[unsafe(naked)]
pub unsafe extern "C" fn thread_entry() {
    naked_asm!(
        "xor ebp, ebp",
        "and rsp, -16",
        "call {entry}",
        "ud2",
        entry = sym crate::platform::ochre::first_function,
    );
}
