//! System calls that are cancellation points: whether the thread has been cancelled is asked right before the call, and the handler of
//! a request that comes between the question and the call knows by the interrupted instruction that the call has not begun.

use crate::thread::{CANCEL_DISABLED, CANCEL_REQUESTED};
use core::arch::naked_asm;
use core::ffi::c_void;
use core::sync::atomic::AtomicU32;

/// Where an x86-64 signal frame's `ucontext_t` has the interrupted instruction's address: `uc_mcontext.gregs[REG_RIP]`.
const RIP: usize = 40 + 16 * 8;
/// And the signals that are held back when the handler has returned: `uc_sigmask`.
const MASK: usize = 40 + 256;
/// Bytes from the instruction behind `syscall`, a `ret`, to those that give EINTR.
const RET: usize = 1;

/// As `syscall6`, or -EINTR without the call when `word` says that the thread has been cancelled and lets itself be. With a null
/// pointer it only gives the address behind the call.
///
/// # Safety
/// The call with these arguments must not break the program's memory.
#[unsafe(naked)]
unsafe extern "C" fn call(
    word: *const AtomicU32,
    number: usize,
    a: usize,
    b: usize,
    c: usize,
    d: usize,
    e: usize,
    f: usize,
) -> usize {
    naked_asm!(
        "test rdi, rdi",
        "jz 4f",
        "mov eax, [rdi]",
        "and eax, {requested} | {disabled}",
        "cmp eax, {requested}",
        "je 3f",
        "mov rax, rsi",
        "mov rdi, rdx",
        "mov rsi, rcx",
        "mov rdx, r8",
        "mov r10, r9",
        "mov r8, [rsp + 8]",
        "mov r9, [rsp + 16]",
        "syscall",
        "2:",
        "ret",
        "3:",
        "mov rax, -4",
        "ret",
        "4:",
        "lea rax, [rip + 2b]",
        "ret",
        requested = const CANCEL_REQUESTED,
        disabled = const CANCEL_DISABLED,
    )
}

/// Makes a Linux system call that is a cancellation point; -EINTR if the thread has been cancelled before the call began.
///
/// # Safety
/// As for `syscall6`; the word is the calling thread's.
#[inline]
pub unsafe fn cancellable_syscall6(
    word: *const AtomicU32,
    number: usize,
    [a, b, c, d, e, f]: [usize; 6],
) -> usize {
    // SAFETY: the caller's promise.
    unsafe { call(word, number, a, b, c, d, e, f) }
}

/// Lets a call of [`cancellable_syscall6`] that has not begun end with EINTR, when the signal's handler returns. Gives false if it was
/// something else that the signal interrupted.
///
/// # Safety
/// The context is that of the handler that runs; the thread has been cancelled.
pub unsafe fn leave_call(context: *mut c_void) -> bool {
    // SAFETY: a null pointer makes no call; the frame has the word, and the address is one to return to with the stack as it was at
    // the function's beginning, which no instruction of it changes.
    unsafe {
        let end = call(core::ptr::null(), 0, 0, 0, 0, 0, 0, 0);
        let rip = context.byte_add(RIP).cast::<usize>();
        let is_before = (call as *const () as usize..end).contains(&*rip);
        if is_before {
            *rip = end + RET;
        }
        is_before
    }
}

/// Holds signals back when the handler has returned, until an outer handler does or the thread wants them.
///
/// # Safety
/// The context is that of the handler that runs.
pub unsafe fn hold_back(context: *mut c_void, signals: u64) {
    // SAFETY: the frame has the word.
    unsafe { *context.byte_add(MASK).cast::<u64>() |= signals }
}
