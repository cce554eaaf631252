//! The context switch.

use super::{flag, get, set, word};
use crate::x86_64::cpu::descriptors::Ports;
use crate::x86_64::cpu::{control, features, local, vector_state};
use core::arch::global_asm;
use kernel_core::machine::MachineThread;

global_asm!(include_str!("switch.s"), options(att_syntax));

extern "C" {
    /// Pushes the callee-saved registers, stores the stack pointer, takes the other, pops.
    fn switch_stacks(store: *const core::sync::atomic::AtomicU64, load: u64);
    fn user_thread_start();
    fn kernel_thread_start();
}

pub fn user_thread_start_address() -> u64 {
    user_thread_start as *const () as u64
}

pub fn kernel_thread_start_address() -> u64 {
    kernel_thread_start as *const () as u64
}

/// FS and GS base of a thread, which may be the current one.
pub fn bases(thread: &MachineThread) -> (u64, u64) {
    let current = core::ptr::eq(local::get().thread.get(), thread);
    if current && features::get().fsgsbase {
        (control::read_fs_base(), control::read_user_gs_base())
    } else {
        (get(thread, word::FS_BASE), get(thread, word::GS_BASE))
    }
}

/// See `Machine::switch`.
pub fn switch(from: &MachineThread, to: &MachineThread) {
    let cpu = local::get();
    vector_state::switch(&cpu.vector_state, from, to);
    let from_flags = get(from, word::FLAGS);
    let to_flags = get(to, word::FLAGS);
    let from_is_user = get(from, word::STACK_TOP) != 0 && from_flags & flag::KERNEL == 0;
    if from_is_user && features::get().fsgsbase {
        set(from, word::FS_BASE, control::read_fs_base());
        set(from, word::GS_BASE, control::read_user_gs_base());
    }
    let top = get(to, word::STACK_TOP);
    if top != 0 && to_flags & flag::KERNEL == 0 {
        control::write_user_bases(get(to, word::FS_BASE), get(to, word::GS_BASE));
        cpu.kernel_stack.set(top);
        // SAFETY: this CPU's own, and interrupts are off.
        let task = unsafe { &mut *cpu.task.get() };
        task.set_kernel_stack(top);
        task.set_ports(match to_flags & flag::PORTS != 0 {
            true => Ports::Allowed,
            false => Ports::Refused,
        });
    }
    cpu.thread.set(to);
    // SAFETY: `to` was switched away from, or prepared by `create`, so its stack pointer is that of
    // a stack as `switch_stacks` leaves it; core sees to it that no other CPU runs it.
    unsafe {
        switch_stacks(
            &from.words[word::STACK_POINTER],
            get(to, word::STACK_POINTER),
        );
    }
}

/// Sets the current or a parked thread's FS base. False if it is not canonical user space.
pub fn set_thread_pointer(thread: &MachineThread, base: u64) -> bool {
    set_base(thread, word::FS_BASE, base)
}

/// Sets its GS base, likewise.
pub fn set_gs_base(thread: &MachineThread, base: u64) -> bool {
    set_base(thread, word::GS_BASE, base)
}

fn set_base(thread: &MachineThread, which: usize, base: u64) -> bool {
    if base >= 1 << 47 {
        return false;
    }
    let (fs, gs) = bases(thread);
    set(thread, word::FS_BASE, fs);
    set(thread, word::GS_BASE, gs);
    set(thread, which, base);
    if core::ptr::eq(local::get().thread.get(), thread) {
        control::write_user_bases(get(thread, word::FS_BASE), get(thread, word::GS_BASE));
    }
    true
}

/// Lets the thread, the current one or a parked one, use ports.
pub fn enable_ports(thread: &MachineThread) {
    thread.words[word::FLAGS].fetch_or(flag::PORTS, core::sync::atomic::Ordering::Relaxed);
    let cpu = local::get();
    if core::ptr::eq(cpu.thread.get(), thread) {
        // SAFETY: this CPU's own, and interrupts are off.
        unsafe { &mut *cpu.task.get() }.set_ports(Ports::Allowed);
    }
}
