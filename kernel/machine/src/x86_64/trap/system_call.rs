//! The `syscall` instruction.

use super::frame::TrapFrame;
use super::{before_user, current};
use crate::x86_64::thread::word;
use core::sync::atomic::Ordering;

/// Called by `entry.s`. True if all registers must be loaded from the frame (by IRET); else those
/// that a call preserves by the C ABI still hold, and SYSRET serves: the return address is that of
/// the `syscall` instruction, which cannot be at the end of the canonical range because the top
/// pages of user space are never executable.
#[no_mangle]
extern "C" fn system_call(frame: &mut TrapFrame) -> bool {
    let thread = current();
    let result = kernel_core::syscall::dispatch(frame.rax, || {
        [
            frame.rdi, frame.rsi, frame.rdx, frame.r10, frame.r8, frame.r9,
        ]
    });
    if thread.words[word::REGISTERS_SET].load(Ordering::Relaxed) == 0 {
        frame.rax = result as u64;
    }
    before_user(thread)
}
