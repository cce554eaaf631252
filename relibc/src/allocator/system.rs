//! Memory of the kernel's: aligned mappings, and giving pages back.

use super::segment::SEGMENT;
use crate::platform::Sys;
use core::ptr::null_mut;
use core::sync::atomic::{AtomicUsize, Ordering};

/// Bytes of a page.
pub const PAGE: usize = 4096;

const PROT_NONE: i32 = 0;
const PROT_READ_WRITE: i32 = 3;
/// MAP_PRIVATE | MAP_ANONYMOUS
const PRIVATE: i32 = 0x22;
const MREMAP_MAYMOVE: i32 = 1;
const MREMAP_FIXED: i32 = 2;
const MADV_DONTNEED: i32 = 4;

/// Where the next mapping may end: below the last one, or where one was given back. 0 before the first.
static HINT: AtomicUsize = AtomicUsize::new(0);

/// Zeroed pages at `hint`, or anywhere. Null if there are none.
#[optimize(size)]
#[inline(never)]
fn map(hint: usize, length: usize, protection: i32) -> *mut u8 {
    let hint = core::ptr::with_exposed_provenance_mut(hint);
    // SAFETY: a fresh mapping; without MAP_FIXED nothing is replaced.
    unsafe { Sys::mmap(hint, length, protection, PRIVATE, -1, 0) }
        .map_or(null_mut(), <*mut _>::cast)
}

/// Zeroed pages that begin at a multiple of [`SEGMENT`]. Null if there are none.
pub fn map_segment(length: usize) -> *mut u8 {
    map_aligned(length, SEGMENT, PROT_READ_WRITE)
}

/// As [`map_segment`], at a multiple of `align`, which is one of [`SEGMENT`].
pub fn map_segment_aligned(length: usize, align: usize) -> *mut u8 {
    map_aligned(length, align, PROT_READ_WRITE)
}

#[optimize(size)]
#[inline(never)]
fn map_aligned(length: usize, align: usize, protection: i32) -> *mut u8 {
    let hint = HINT.load(Ordering::Relaxed);
    if hint > length {
        // The kernel takes the hint if nothing is there.
        let start = map((hint - length) & !(align - 1), length, protection);
        if start.is_null() {
            return start;
        }
        if start as usize % align == 0 {
            HINT.store(start as usize, Ordering::Relaxed);
            return start;
        }
        // SAFETY: just mapped.
        unsafe { unmap_quietly(start, length) };
    }
    let Some(total) = length.checked_add(align - PAGE) else {
        return null_mut();
    };
    let start = map(0, total, protection);
    if start.is_null() {
        return start;
    }
    let aligned = start.map_addr(|a| a.next_multiple_of(align));
    // SAFETY: parts of what was just mapped. The first mapping's are left: they cost addresses only,
    // and giving them back would cost each program two calls.
    unsafe {
        if hint != 0 || total > 2 * SEGMENT {
            let before = aligned.offset_from_unsigned(start);
            unmap_quietly(start, before);
            unmap_quietly(aligned.add(length), total - before - length);
        }
    }
    HINT.store(start as usize, Ordering::Relaxed);
    aligned
}

/// Gives a mapping back; its place is the first choice for the next.
///
/// # Safety
/// Nothing in it is used any more.
#[inline(never)]
pub unsafe fn unmap(start: *mut u8, length: usize) {
    // SAFETY: the caller's promise.
    unsafe { unmap_quietly(start, length) };
    HINT.store(start as usize + length, Ordering::Relaxed);
}

#[inline(never)]
unsafe fn unmap_quietly(start: *mut u8, length: usize) {
    if length != 0 {
        // SAFETY: the caller's promise. A failure (too many mappings) only loses addresses.
        let _ = unsafe { Sys::munmap(start.cast(), length) };
    }
}

/// Addresses for a mapping that [`relocate`] moves there. Null if there are none.
pub fn reserve_segment(length: usize) -> *mut u8 {
    map_aligned(length, SEGMENT, PROT_NONE)
}

/// Makes a mapping longer or shorter where it is. Whether that could be.
///
/// # Safety
/// The mapping is `old` bytes; what is cut off is not used any more.
#[inline(never)]
pub unsafe fn resize(start: *mut u8, old: usize, new: usize) -> bool {
    // SAFETY: the caller's promise.
    unsafe { Sys::mremap(start.cast(), old, new, 0, null_mut()) }.is_ok()
}

/// Moves a mapping's pages. Whether that could be.
///
/// # Safety
/// The mapping is `old` bytes, and not used at its old place again; `place` is reserved for `new` bytes.
#[inline(never)]
pub unsafe fn relocate(start: *mut u8, old: usize, place: *mut u8, new: usize) -> bool {
    let flags = MREMAP_MAYMOVE | MREMAP_FIXED;
    // SAFETY: the caller's promise.
    unsafe { Sys::mremap(start.cast(), old, new, flags, place.cast()) }.is_ok()
}

/// Gives the pages back but keeps the addresses: they read as zeros afterwards. Whether it worked.
///
/// # Safety
/// Nothing there is used any more.
#[inline(never)]
pub unsafe fn purge(start: *mut u8, length: usize) -> bool {
    // SAFETY: the caller's promise.
    unsafe { Sys::madvise(start.cast(), length, MADV_DONTNEED) }.is_ok()
}

/// Pages for the allocator's own tables. Null if there are none.
pub fn map_table(length: usize) -> *mut u8 {
    map(0, length.next_multiple_of(PAGE), PROT_READ_WRITE)
}
