//! From user code into the kernel and back.
//!
//! Assembly in `entry.s` saves all registers into a [`frame::TrapFrame`] at the top of the
//! thread's kernel stack, and calls the functions here with it.
//!
//! - [`system_call`]: `syscall` instructions
//! - [`exception`]: exceptions 0 to 31, page faults among them
//! - [`interrupt`]: devices, the timer, other CPUs
//! - [`table`]: the IDT
//!
//! Interrupts stay off throughout. NMI, double fault and machine check have stacks of their own and
//! trust neither the stack nor GS that they find.

pub mod exception;
pub mod frame;
mod interrupt;
mod system_call;
pub mod table;

use crate::x86_64::cpu::local;
use crate::x86_64::thread::word;
use core::arch::global_asm;
use core::sync::atomic::Ordering;
use frame::TrapFrame;
use kernel_core::machine::MachineThread;

global_asm!(include_str!("entry.s"), options(att_syntax));

extern "C" {
    fn syscall_entry();
}

/// Where `syscall` enters.
pub fn syscall_entry_address() -> u64 {
    syscall_entry as *const () as u64
}

/// The thread whose user code this CPU was running.
#[inline]
fn current() -> &'static MachineThread {
    // SAFETY: user code runs only after a switch to a thread, which lives while it runs. The
    // reference is used only until that thread returns to user code.
    unsafe { &*local::get().thread.get() }
}

/// Exceptions and interrupts, from user code or the kernel. Called by `entry.s`.
#[no_mangle]
extern "C" fn trap(frame: &mut TrapFrame) {
    if frame.is_user() {
        frame.clear_alignment_check();
        let thread = current();
        match frame.vector {
            0..32 => exception::from_user(frame),
            vector => interrupt::handle(vector),
        }
        before_user(thread);
    } else {
        frame.clear_alignment_check();
        match frame.vector {
            0..32 => exception::from_kernel(frame),
            vector => interrupt::handle(vector),
        }
    }
}

/// A new thread's way to its first instruction. Called by `switch.s`.
#[no_mangle]
extern "C" fn first_return_to_user(_frame: &mut TrapFrame) {
    before_user(current());
}

/// Lets core do what is due. True if registers were set, so that all must be loaded.
#[inline]
fn before_user(thread: &MachineThread) -> bool {
    kernel_core::thread::before_user();
    let set = &thread.words[word::REGISTERS_SET];
    let was_set = set.load(Ordering::Relaxed) != 0;
    if was_set {
        set.store(0, Ordering::Relaxed);
    }
    was_set
}
