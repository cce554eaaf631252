//! Names of the kernel's functions, for stack traces.
//!
//! The linker leaves room (`.symbols`); the host tool `kernel-symbols` fills it after linking. All
//! numbers are 32-bit little-endian: the magic "OSYM", the number of entries; for each entry, in
//! ascending order, the function's distance from `IMAGE_BASE` and where its name begins, counted
//! from the section's start; then the names, each ended by a zero byte.

use crate::x86_64::memory::kernel_space::IMAGE_BASE;
use core::arch::global_asm;

const MAGIC: u32 = u32::from_le_bytes(*b"OSYM");
const HEADER: usize = 8;
const ENTRY: usize = 8;

/// Room for the table, in bytes. Without optimisation there are many more functions.
const SIZE: usize = if cfg!(debug_assertions) {
    3 << 20
} else {
    512 << 10
};

global_asm!(
    ".pushsection .symbols, \"a\"",
    ".globl kernel_symbols, kernel_symbols_end",
    "kernel_symbols: .skip {size}",
    "kernel_symbols_end:",
    ".popsection",
    size = const SIZE,
);

extern "C" {
    static kernel_symbols: u8;
    static kernel_symbols_end: u8;
}

fn section() -> &'static [u8] {
    let start = &raw const kernel_symbols;
    let len = &raw const kernel_symbols_end as usize - start as usize;
    // SAFETY: the two symbols bound the section, which is never written.
    unsafe { core::slice::from_raw_parts(start, len) }
}

fn word(section: &[u8], at: usize) -> Option<u32> {
    let bytes = section.get(at..at + 4)?;
    Some(u32::from_le_bytes(bytes.try_into().ok()?))
}

/// The function that an address is in, and how far.
pub fn find(address: usize) -> Option<(&'static str, usize)> {
    let section = section();
    if word(section, 0)? != MAGIC {
        return None;
    }
    let target = u32::try_from(address.checked_sub(IMAGE_BASE)?).ok()?;
    let (mut low, mut high) = (0, word(section, 4)? as usize);
    // Invariant: entries before `low` begin at or before the target, entries from `high` on after.
    while low < high {
        let middle = low + (high - low) / 2;
        if word(section, HEADER + middle * ENTRY)? <= target {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    let entry = HEADER + low.checked_sub(1)? * ENTRY;
    let name = section.get(word(section, entry + 4)? as usize..)?;
    let name = core::ffi::CStr::from_bytes_until_nul(name)
        .ok()?
        .to_str()
        .ok()?;
    Some((name, (target - word(section, entry)?) as usize))
}
