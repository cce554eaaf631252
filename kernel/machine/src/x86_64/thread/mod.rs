//! Threads as the CPU sees them: a kernel stack with the user's registers at its top, a saved stack
//! pointer, segment bases and vector state.
//!
//! A parked thread's stack, from the top down: the trap frame (user threads only), whatever the
//! kernel was doing, the callee-saved registers that `switch_stacks` pushed. A new thread's stack
//! is made to look so, with a return address into `user_thread_start` or `kernel_thread_start`.

pub mod registers;
mod stack;
pub mod switch;

pub use stack::allocate as allocate_stack;

use crate::x86_64::cpu::vector_state;
use crate::x86_64::trap::frame::TrapFrame;
use abi::upcall::Registers;
use core::sync::atomic::{AtomicU64, Ordering};
use kernel_core::machine::MachineThread;

/// What each word of [`MachineThread`] is.
pub mod word {
    /// Top of the kernel stack; 0 for a CPU's first thread, whose stack is not ours to free.
    pub const STACK_TOP: usize = 0;
    /// Kernel stack pointer while switched away.
    pub const STACK_POINTER: usize = 1;
    pub const VECTOR_AREA: usize = 2;
    pub const FS_BASE: usize = 3;
    pub const GS_BASE: usize = 4;
    /// Bits of [`super::flag`].
    pub const FLAGS: usize = 5;
    /// Not 0: registers were set during the kernel call under way.
    pub const REGISTERS_SET: usize = 6;
    /// CPU that saved the vector state last.
    pub const LAST_CPU: usize = 7;
    /// Never given twice.
    pub const IDENTITY: usize = 8;
}

/// Bits of [`word::FLAGS`].
pub mod flag {
    pub const USES_VECTORS: u64 = 1 << 0;
    pub const PORTS: u64 = 1 << 1;
    pub const KERNEL: u64 = 1 << 2;
}

static NEXT_IDENTITY: AtomicU64 = AtomicU64::new(1);

fn set(thread: &MachineThread, word: usize, value: u64) {
    thread.words[word].store(value, Ordering::Relaxed);
}

fn get(thread: &MachineThread, word: usize) -> u64 {
    thread.words[word].load(Ordering::Relaxed)
}

/// The user's registers of a thread that is in the kernel.
fn frame(thread: &MachineThread) -> *mut TrapFrame {
    (get(thread, word::STACK_TOP) as usize - size_of::<TrapFrame>()) as *mut TrapFrame
}

/// Where a new thread's stack begins to be used, with `entry` to return to and two words for it in
/// RBX and R12.
fn prepare_switch(thread: &MachineThread, below: u64, entry: u64, rbx: u64, r12: u64) {
    // As `switch_stacks` pops them: R15, R14, R13, R12, RBX, RBP, return address.
    let words = [0, 0, 0, r12, rbx, 0, entry];
    let pointer = below - size_of_val(&words) as u64;
    // SAFETY: the stack is new and ours.
    unsafe { (pointer as *mut [u64; 7]).write(words) };
    set(thread, word::STACK_POINTER, pointer);
}

/// See `Machine::thread_create`.
pub fn create(thread: &MachineThread, registers: &Registers, like: Option<&MachineThread>) -> bool {
    let Some(top) = stack::allocate() else {
        return false;
    };
    if !vector_state::create(thread, like) {
        stack::free(top);
        return false;
    }
    set(thread, word::STACK_TOP, top);
    set(
        thread,
        word::IDENTITY,
        NEXT_IDENTITY.fetch_add(1, Ordering::Relaxed),
    );
    if let Some(like) = like {
        let (fs, gs) = switch::bases(like);
        set(thread, word::FS_BASE, fs);
        set(thread, word::GS_BASE, gs);
        let ports = get(like, word::FLAGS) & flag::PORTS;
        thread.words[word::FLAGS].fetch_or(ports, Ordering::Relaxed);
    }
    // SAFETY: the stack is new and ours, and larger than a frame.
    unsafe { frame(thread).write(TrapFrame::new()) };
    if !registers::set(thread, registers) {
        // Never run: a start at an impossible address is refused like short memory.
        free(thread);
        return false;
    }
    set(thread, word::REGISTERS_SET, 0);
    let below = frame(thread) as u64;
    prepare_switch(thread, below, switch::user_thread_start_address(), 0, 0);
    true
}

/// See `Machine::kernel_thread_create`.
pub fn create_kernel(thread: &MachineThread, entry: fn(usize) -> !, argument: usize) -> bool {
    let Some(top) = stack::allocate() else {
        return false;
    };
    set(thread, word::STACK_TOP, top);
    set(thread, word::FLAGS, flag::KERNEL);
    set(
        thread,
        word::IDENTITY,
        NEXT_IDENTITY.fetch_add(1, Ordering::Relaxed),
    );
    let start = switch::kernel_thread_start_address();
    prepare_switch(thread, top, start, entry as usize as u64, argument as u64);
    true
}

/// See `Machine::thread_free`.
pub fn free(thread: &MachineThread) {
    vector_state::free(thread);
    let top = thread.words[word::STACK_TOP].swap(0, Ordering::Relaxed);
    if top != 0 {
        stack::free(top);
    }
}
