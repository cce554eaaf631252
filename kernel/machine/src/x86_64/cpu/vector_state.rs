//! x87, SSE and AVX registers of threads.
//!
//! A thread that has not used them yet runs with CR0.TS set; its first use traps, gives it the
//! initial state and marks it. From then on its state is saved when it is switched away from and
//! loaded when it is switched to, unless this CPU still holds it. Nearly every program uses SSE in
//! its first instructions, so trapping at each switch would cost more than saving; servers built
//! without SSE never pay.

use super::features;
use crate::x86_64::thread::{flag, word};
use alloc::alloc::{alloc_zeroed, dealloc, Layout};
use core::arch::asm;
use core::cell::Cell;
use core::sync::atomic::Ordering;
use kernel_core::machine::MachineThread;

/// x87 control word after FNINIT, and MXCSR at reset: all exceptions masked.
const CONTROL_WORD: u16 = 0x37f;
const MXCSR: u32 = 0x1f80;

/// Bytes of an FXSAVE area.
const FXSAVE_SIZE: usize = 512;

/// What this CPU's vector registers hold.
pub struct VectorState {
    /// Identity of the thread whose state they hold, 0 if nobody's.
    owner: Cell<u64>,
    /// Whether CR0.TS is set.
    trapping: Cell<bool>,
}

impl VectorState {
    pub const fn new() -> Self {
        Self {
            owner: Cell::new(0),
            trapping: Cell::new(false),
        }
    }
}

fn layout() -> Layout {
    let features = features::get();
    let size = if features.xsave {
        features.xsave_size
    } else {
        FXSAVE_SIZE
    };
    // The size is from CPUID, a few KiB at most, and 64 is a power of two.
    Layout::from_size_align(size, 64).expect("the XSAVE area has a sane size")
}

/// Gives a thread its area: the initial state, or a copy of `like`'s, which is not running, or is
/// the current thread. False if memory is short.
pub fn create(thread: &MachineThread, like: Option<&MachineThread>) -> bool {
    let layout = layout();
    // SAFETY: the size is not 0.
    let area = unsafe { alloc_zeroed(layout) };
    if area.is_null() {
        return false;
    }
    thread.words[word::VECTOR_AREA].store(area as u64, Ordering::Relaxed);
    match like {
        Some(like) if uses(like) => {
            if is_current(like) {
                save(like);
            }
            let from = like.words[word::VECTOR_AREA].load(Ordering::Relaxed) as *const u8;
            // SAFETY: both areas have this size.
            unsafe { area.copy_from_nonoverlapping(from, layout.size()) };
            thread.words[word::FLAGS].fetch_or(flag::USES_VECTORS, Ordering::Relaxed);
        }
        _ => {
            // SAFETY: FCW is at offset 0, MXCSR at 24 of the area (Intel SDM volume 1, 10.5.1).
            // A zero XSTATE_BV means "all initial", but MXCSR is loaded all the same.
            unsafe {
                area.cast::<u16>().write(CONTROL_WORD);
                area.add(24).cast::<u32>().write(MXCSR);
            }
        }
    }
    true
}

/// Frees a thread's area.
pub fn free(thread: &MachineThread) {
    let area = thread.words[word::VECTOR_AREA].swap(0, Ordering::Relaxed) as *mut u8;
    if !area.is_null() {
        // SAFETY: from `create`, with the same layout; the thread will not run again.
        unsafe { dealloc(area, layout()) };
    }
}

fn uses(thread: &MachineThread) -> bool {
    thread.words[word::FLAGS].load(Ordering::Relaxed) & flag::USES_VECTORS != 0
}

fn is_current(thread: &MachineThread) -> bool {
    core::ptr::eq(crate::x86_64::cpu::local::get().thread.get(), thread)
}

/// Saves this CPU's registers into the thread's area.
fn save(thread: &MachineThread) {
    let area = thread.words[word::VECTOR_AREA].load(Ordering::Relaxed) as *mut u8;
    let features = features::get();
    // SAFETY: the area is large enough and aligned to 64 bytes. CR0.TS is clear: the thread uses
    // vectors and is the current one.
    unsafe {
        if features.xsaveopt {
            asm!("xsaveopt64 [{}]", in(reg) area, in("eax") -1, in("edx") -1, options(nostack));
        } else if features.xsave {
            asm!("xsave64 [{}]", in(reg) area, in("eax") -1, in("edx") -1, options(nostack));
        } else {
            asm!("fxsave64 [{}]", in(reg) area, options(nostack));
        }
    }
}

fn restore(thread: &MachineThread) {
    let area = thread.words[word::VECTOR_AREA].load(Ordering::Relaxed) as *const u8;
    // SAFETY: the area holds a state made by `create` or `save`, so it is valid.
    unsafe {
        if features::get().xsave {
            asm!("xrstor64 [{}]", in(reg) area, in("eax") -1, in("edx") -1, options(nostack));
        } else {
            asm!("fxrstor64 [{}]", in(reg) area, options(nostack));
        }
    }
}

fn set_trapping(state: &VectorState, trapping: bool) {
    if state.trapping.replace(trapping) == trapping {
        return;
    }
    // SAFETY: CR0.TS only decides whether vector instructions trap; the kernel uses none.
    unsafe {
        if trapping {
            use x86_64::registers::control::{Cr0, Cr0Flags};
            Cr0::update(|flags| flags.insert(Cr0Flags::TASK_SWITCHED));
        } else {
            asm!("clts", options(nostack, nomem));
        }
    }
}

/// Leaves one thread's state and takes the other's.
#[inline]
pub fn switch(state: &VectorState, from: &MachineThread, to: &MachineThread) {
    if uses(from) {
        save(from);
        from.words[word::LAST_CPU].store(
            crate::x86_64::cpu::local::number() as u64,
            Ordering::Relaxed,
        );
    }
    let to_flags = to.words[word::FLAGS].load(Ordering::Relaxed);
    if to_flags & flag::USES_VECTORS != 0 {
        set_trapping(state, false);
        let identity = to.words[word::IDENTITY].load(Ordering::Relaxed);
        let here = crate::x86_64::cpu::local::number() as u64;
        let last = to.words[word::LAST_CPU].load(Ordering::Relaxed);
        if state.owner.get() != identity || last != here {
            restore(to);
            state.owner.set(identity);
        }
    } else if to_flags & flag::KERNEL == 0 {
        set_trapping(state, true);
    }
}

/// Exception 7: the current thread's first use. False if that is not why it came.
pub fn first_use() -> bool {
    let cpu = crate::x86_64::cpu::local::get();
    // SAFETY: the current thread lives while it runs.
    let Some(thread) = (unsafe { cpu.thread.get().as_ref() }) else {
        return false;
    };
    if uses(thread) || thread.words[word::VECTOR_AREA].load(Ordering::Relaxed) == 0 {
        return false;
    }
    thread.words[word::FLAGS].fetch_or(flag::USES_VECTORS, Ordering::Relaxed);
    set_trapping(&cpu.vector_state, false);
    restore(thread);
    cpu.vector_state
        .owner
        .set(thread.words[word::IDENTITY].load(Ordering::Relaxed));
    true
}
