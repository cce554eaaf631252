//! What the entries save, in memory order.

use crate::x86_64::cpu::features;
use core::arch::asm;

const ALIGNMENT_CHECK: u64 = 1 << 18;

/// Registers at a trap; the last five are pushed by the CPU.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct TrapFrame {
    pub r15: u64,
    pub r14: u64,
    pub r13: u64,
    pub r12: u64,
    pub r11: u64,
    pub r10: u64,
    pub r9: u64,
    pub r8: u64,
    pub rbp: u64,
    pub rdi: u64,
    pub rsi: u64,
    pub rdx: u64,
    pub rcx: u64,
    pub rbx: u64,
    pub rax: u64,
    /// Number in the IDT. Not written at system calls.
    pub vector: u64,
    /// The CPU's error code, or 0. Not written at system calls.
    pub error_code: u64,
    pub rip: u64,
    pub cs: u64,
    pub rflags: u64,
    pub rsp: u64,
    pub ss: u64,
}

impl TrapFrame {
    pub const fn new() -> Self {
        Self {
            r15: 0,
            r14: 0,
            r13: 0,
            r12: 0,
            r11: 0,
            r10: 0,
            r9: 0,
            r8: 0,
            rbp: 0,
            rdi: 0,
            rsi: 0,
            rdx: 0,
            rcx: 0,
            rbx: 0,
            rax: 0,
            vector: 0,
            error_code: 0,
            rip: 0,
            cs: 0,
            rflags: 0,
            rsp: 0,
            ss: 0,
        }
    }

    /// Whether user code was running.
    #[inline]
    pub const fn is_user(&self) -> bool {
        self.cs & 3 != 0
    }

    /// RFLAGS.AC lets the kernel touch user pages. It may be set here because user code set it, or
    /// because a user copy faulted.
    #[inline]
    pub fn clear_alignment_check(&self) {
        if self.rflags & ALIGNMENT_CHECK != 0 && features::get().smap {
            // SAFETY: only closes user memory to the kernel; returning restores the flag.
            unsafe { asm!("clac", options(nomem, nostack)) };
        }
    }
}
