//! x86-64: system calls, thread start and end, non-local jumps, arguments and results that Rust has no types for
//! (System V ABI, AMD64 supplement); vectors of bytes, and the copying and filling of memory with them, pairs of
//! doubles, and wide characters to bytes and back.

#[cfg(not(test))]
mod failures;
mod float_control;
mod float_environment;
mod fused;
mod long_math;
mod memory;
mod pairs;
mod point;
#[cfg(not(test))]
mod setjmp;
mod thread;
mod variadic;
pub mod vector;
mod wide_text;
mod x87;

pub use crate::{
    long_complex_to_long_complex, long_double_to_double, long_double_to_long_double,
    returns_long_double, takes_long_double,
};
pub use float_control::{round_double, round_float, round_to_integer, rounding};
pub use float_environment::{Environment, ALL_EXCEPTIONS};
pub(crate) use fused::fused;
pub use fused::{Fused, Halves, Products};
pub use memory::{copy, fill};
pub use pairs::Doubles;
pub use point::{cancellable_syscall6, hold_back, leave_call};
pub use variadic::{tag_of, va_list, VaListTag};
pub(crate) use vector::widest;
#[cfg(test)]
pub use vector::{set_width, widths, Width};
pub use vector::{Block, Byte, ByteOrZero, Sought, Vector, Zero, ZeroWord};
pub use wide_text::{narrow, narrow_pairs, widen, widen_pairs, NARROWED, WIDENED};
pub use x87::Extended;

pub use thread::{clone, clone_program, restore_signal_frame, thread_entry, unmap_and_exit};

use core::arch::asm;

/// A Linux system call (AMD64 ABI, A.2.1).
///
/// # Safety
/// The call with these arguments must not break the program's memory.
#[inline(always)]
pub unsafe fn syscall6(
    number: usize,
    a: usize,
    b: usize,
    c: usize,
    d: usize,
    e: usize,
    f: usize,
) -> usize {
    let result;
    // SAFETY: the caller's promise; the instruction changes RAX, RCX and R11 only.
    unsafe {
        asm!(
            "syscall",
            inlateout("rax") number => result,
            in("rdi") a, in("rsi") b, in("rdx") c, in("r10") d, in("r8") e, in("r9") f,
            lateout("rcx") _, lateout("r11") _,
            options(nostack),
        );
    }
    result
}

/// A word of the thread control block, at an offset.
#[inline(always)]
pub fn thread_word<const OFFSET: usize>() -> usize {
    let word;
    // SAFETY: the thread control block is there, and the offset is one of its fields'.
    unsafe {
        asm!("mov {}, fs:[{}]", out(reg) word, const OFFSET, options(nostack, readonly, preserves_flags))
    };
    word
}

/// The thread pointer: what FS:0 holds.
#[inline(always)]
pub fn thread_pointer() -> *mut u8 {
    let pointer;
    // SAFETY: the first word of the thread control block is its own address.
    unsafe {
        asm!("mov {}, fs:[0]", out(reg) pointer, options(nostack, pure, readonly, preserves_flags))
    };
    pointer
}
