//! The user's registers of a thread that is in the kernel.

use super::{frame, set as set_word, word};
use crate::x86_64::cpu::descriptors::{USER_CODE, USER_DATA};
use abi::upcall::Registers;
use kernel_core::machine::MachineThread;
use x86_64::registers::rflags::RFlags;

/// End of the lower half of the canonical addresses, where user space is.
const USER_END: u64 = 1 << 47;

/// Flags that user code may choose.
const USER_FLAGS: u64 = RFlags::CARRY_FLAG.bits()
    | RFlags::PARITY_FLAG.bits()
    | RFlags::AUXILIARY_CARRY_FLAG.bits()
    | RFlags::ZERO_FLAG.bits()
    | RFlags::SIGN_FLAG.bits()
    | RFlags::TRAP_FLAG.bits()
    | RFlags::DIRECTION_FLAG.bits()
    | RFlags::OVERFLOW_FLAG.bits()
    | RFlags::ALIGNMENT_CHECK.bits()
    | RFlags::ID.bits();

/// Bit 1 always reads as one; interrupts are on in user code.
const FIXED_FLAGS: u64 = 1 << 1 | RFlags::INTERRUPT_FLAG.bits();

/// See `Machine::registers`.
pub fn get(thread: &MachineThread) -> Registers {
    // SAFETY: a user thread in the kernel has its frame at the top of its stack, and it is the
    // current one or parked, so nobody writes the frame meanwhile.
    let frame = unsafe { &*frame(thread) };
    Registers {
        r8: frame.r8,
        r9: frame.r9,
        r10: frame.r10,
        r11: frame.r11,
        r12: frame.r12,
        r13: frame.r13,
        r14: frame.r14,
        r15: frame.r15,
        rdi: frame.rdi,
        rsi: frame.rsi,
        rbp: frame.rbp,
        rbx: frame.rbx,
        rdx: frame.rdx,
        rax: frame.rax,
        rcx: frame.rcx,
        rsp: frame.rsp,
        rip: frame.rip,
        rflags: frame.rflags,
    }
}

/// See `Machine::set_registers`.
pub fn set(thread: &MachineThread, registers: &Registers) -> bool {
    if registers.rip >= USER_END || registers.rsp >= USER_END {
        return false;
    }
    // SAFETY: as in `get`.
    let frame = unsafe { &mut *frame(thread) };
    frame.r8 = registers.r8;
    frame.r9 = registers.r9;
    frame.r10 = registers.r10;
    frame.r11 = registers.r11;
    frame.r12 = registers.r12;
    frame.r13 = registers.r13;
    frame.r14 = registers.r14;
    frame.r15 = registers.r15;
    frame.rdi = registers.rdi;
    frame.rsi = registers.rsi;
    frame.rbp = registers.rbp;
    frame.rbx = registers.rbx;
    frame.rdx = registers.rdx;
    frame.rax = registers.rax;
    frame.rcx = registers.rcx;
    frame.rsp = registers.rsp;
    frame.rip = registers.rip;
    frame.rflags = registers.rflags & USER_FLAGS | FIXED_FLAGS;
    frame.cs = u64::from(USER_CODE);
    frame.ss = u64::from(USER_DATA);
    set_word(thread, word::REGISTERS_SET, 1);
    true
}
