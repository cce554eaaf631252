//! The interrupt descriptor table (Intel SDM volume 3, 6.14), one for all CPUs.

use crate::x86_64::cpu::descriptors::{
    KERNEL_CODE, STACK_DOUBLE_FAULT, STACK_MACHINE_CHECK, STACK_NMI,
};
use core::arch::asm;
use core::cell::UnsafeCell;

/// Bytes from one entry in `entry.s` to the next.
const ENTRY_SIZE: u64 = 16;

const BREAKPOINT: usize = 3;

struct Table(UnsafeCell<[[u64; 2]; 256]>);

// SAFETY: written once by `initialise` on the boot CPU, then only read, by the CPUs.
unsafe impl Sync for Table {}

static TABLE: Table = Table(UnsafeCell::new([[0; 2]; 256]));

#[repr(C, packed(2))]
struct Pointer {
    limit: u16,
    base: u64,
}

extern "C" {
    static trap_entries: u8;
}

/// Fills the table, once.
pub fn initialise() {
    // SAFETY: only the boot CPU runs.
    let table = unsafe { &mut *TABLE.0.get() };
    for (vector, gate) in table.iter_mut().enumerate() {
        let entry = &raw const trap_entries as u64 + vector as u64 * ENTRY_SIZE;
        let stack = match vector {
            2 => STACK_NMI,
            8 => STACK_DOUBLE_FAULT,
            18 => STACK_MACHINE_CHECK,
            _ => 0,
        };
        // User code may execute INT3 only.
        let ring = if vector == BREAKPOINT { 3 } else { 0 };
        *gate = [
            entry & 0xffff
                | u64::from(KERNEL_CODE) << 16
                | u64::from(stack) << 32
                | 0x8e << 40
                | ring << 45
                | (entry >> 16 & 0xffff) << 48,
            entry >> 32,
        ];
    }
}

/// Loads the table on this CPU.
pub fn load() {
    let pointer = Pointer {
        limit: size_of::<Table>() as u16 - 1,
        base: TABLE.0.get() as u64,
    };
    // SAFETY: the table is filled and lives for ever.
    unsafe { asm!("lidt [{}]", in(reg) &raw const pointer, options(nostack, readonly)) };
}
