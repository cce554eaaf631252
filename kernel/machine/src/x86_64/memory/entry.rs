//! Page table entries and the walk through four levels (Intel SDM volume 3, 4.5).

use super::direct_map;
use core::sync::atomic::{AtomicU64, Ordering};
use kernel_core::machine::Frame;

pub const PRESENT: u64 = 1 << 0;
pub const WRITABLE: u64 = 1 << 1;
pub const USER: u64 = 1 << 2;
/// Selects write-combining by the page attribute table that [`crate::x86_64::cpu`] sets.
pub const WRITE_COMBINING: u64 = 1 << 3;
pub const CACHE_DISABLE: u64 = 1 << 4;
pub const ACCESSED: u64 = 1 << 5;
pub const DIRTY: u64 = 1 << 6;
pub const LARGE: u64 = 1 << 7;
pub const GLOBAL: u64 = 1 << 8;
/// Ours: a page is entered, but no access is allowed (then [`PRESENT`] is clear).
pub const HIDDEN: u64 = 1 << 9;
pub const NO_EXECUTE: u64 = 1 << 63;

const ADDRESS: u64 = 0x000f_ffff_ffff_f000;

/// A table of any level.
pub type Table = [AtomicU64; 512];

/// The table in that frame.
///
/// # Safety
/// The frame holds a page table, for as long as the reference is used.
#[inline]
pub unsafe fn table<'a>(frame: Frame) -> &'a Table {
    // SAFETY: the caller's promise; the direct map covers all RAM; entries are atomic, so sharing
    // them with other CPUs and the page walker is sound.
    unsafe { &*direct_map::frame::<Table>(frame) }
}

/// The frame an entry points to.
#[inline]
pub const fn frame_of(entry: u64) -> Frame {
    Frame((entry & ADDRESS) >> 12)
}

/// Index of `address` in the table of `level`: 4 is the root, 1 holds the pages.
#[inline]
pub const fn index(address: usize, level: u32) -> usize {
    (address >> (12 + 9 * (level - 1))) & 511
}

/// The lowest-level entry for `address`, if the tables down to it are there.
///
/// # Safety
/// `root` is a root table whose tables nobody frees meanwhile.
#[inline]
pub unsafe fn find<'a>(root: Frame, address: usize) -> Option<&'a AtomicU64> {
    let mut frame = root;
    for level in [4, 3, 2] {
        // SAFETY: the caller's promise; present entries of levels above 1 point to tables.
        let entry = unsafe { table(frame) }[index(address, level)].load(Ordering::Relaxed);
        if entry & PRESENT == 0 || entry & LARGE != 0 {
            return None;
        }
        frame = frame_of(entry);
    }
    // SAFETY: as above.
    Some(&unsafe { table(frame) }[index(address, 1)])
}

/// The entry for `address` at `level`, making tables on the way with `allocate` (zeroed frames).
/// None if that fails or a large page is in the way.
///
/// # Safety
/// As for [`find`], and the caller alone changes the tables meanwhile. `flags` are those of the new
/// entries that point to tables.
pub unsafe fn find_or_create<'a>(
    root: Frame,
    address: usize,
    level: u32,
    flags: u64,
    allocate: &mut dyn FnMut() -> Option<Frame>,
) -> Option<&'a AtomicU64> {
    let mut frame = root;
    let mut at = 4;
    loop {
        // SAFETY: the caller's promise.
        let slot = &unsafe { table(frame) }[index(address, at)];
        if at == level {
            return Some(slot);
        }
        let entry = slot.load(Ordering::Relaxed);
        if entry & PRESENT == 0 {
            frame = allocate()?;
            slot.store(frame.0 << 12 | flags, Ordering::Release);
        } else if entry & LARGE != 0 {
            return None;
        } else {
            frame = frame_of(entry);
        }
        at -= 1;
    }
}
