//! The heap under `malloc` and Rust's `alloc`.
//!
//! - [`class`]: sizes that small blocks come in.
//! - [`block`]: the encoded and checked words of a free block.
//! - [`segment`]: address space, divided into spans of equal blocks.
//! - [`heap`]: a thread's spans; taking and freeing blocks without locks, also another thread's.
//! - [`early`]: what the dynamic loader begins with.
//! - `global`: Rust's allocator over the same heap.
//! - [`huge`]: blocks that are mappings of their own.
//! - [`registry`]: which addresses are segments, so that a bad one is known.
//! - [`pool`]: which thread has which heap; `fork`.
//! - [`system`]: the kernel's calls.
//!
//! `docs/decisions/0017` says why it is so. Corruption that is found ends the process with SIGABRT.

mod block;
mod class;
mod early;
#[cfg(not(test))]
mod global;
mod heap;
mod huge;
mod pool;
mod registry;
mod segment;
mod system;
#[cfg(test)]
mod test;

pub use early::give_early;
#[cfg(not(test))]
pub use pool::start;
pub use pool::{forget_other_threads, leave, lock_for_fork, unlock_after_fork};

pub(crate) use heap::Heap;

use crate::io::RawStderr;
use core::fmt::Write;
use core::ptr::{self, null_mut};
use heap::{Local, Place};
use segment::{SEGMENT, UNIT};

/// Alignment of every block.
pub const MIN_ALIGN: usize = 16;

/// The program broke the heap, or one of its addresses.
#[cold]
#[inline(never)]
fn corruption(what: &str) -> ! {
    let _ = RawStderr.write_str("relibc: ");
    let _ = RawStderr.write_str(what);
    let _ = RawStderr.write_str("\n");
    crate::header::stdlib::abort()
}

/// The calling thread's heap; none if there is no memory for one.
#[inline(always)]
fn local() -> Option<&'static mut Local> {
    let mut heap = pool::current();
    if heap.is_null() {
        heap = pool::adopt();
    }
    // SAFETY: the thread's own heap; references to it do not outlive the allocator's functions, which do not
    // call each other while they have one.
    unsafe { heap.as_mut() }.map(|heap| &mut heap.local)
}

/// A block of at least `size` bytes, aligned to 16, or null.
#[inline(never)]
pub fn allocate(size: usize) -> *mut u8 {
    match local() {
        Some(heap) => heap.allocate(size),
        None => null_mut(),
    }
}

/// A block of at least `size` bytes if the calling thread's heap has one ready, or null.
#[inline(always)]
pub fn allocate_quickly(size: usize) -> *mut u8 {
    // SAFETY: the thread's own heap.
    match unsafe { pool::current().as_mut() } {
        Some(heap) => heap.local.allocate_quickly(size),
        None => null_mut(),
    }
}

/// Whether a block is known to be one that may stay where it is for another size.
#[inline(always)]
pub fn may_stay(block: *mut u8, size: usize) -> bool {
    // SAFETY: the thread's own heap.
    let heap = unsafe { pool::current().as_ref() };
    let bytes = heap.and_then(|heap| heap.local.size_quickly(block));
    bytes.is_some_and(|bytes| fits(bytes, size))
}

/// A zeroed block.
#[inline(never)]
pub fn allocate_zeroed(size: usize) -> *mut u8 {
    let Some(heap) = local() else {
        return null_mut();
    };
    let (block, zeroed) = if size > class::LARGEST {
        heap.allocate_large(size)
    } else {
        (heap.allocate(size), false)
    };
    if !block.is_null() && !zeroed {
        // SAFETY: the block is that long.
        unsafe { ptr::write_bytes(block, 0, size) };
    }
    block
}

/// A block aligned to `align`, a power of two.
pub fn allocate_aligned(align: usize, size: usize) -> *mut u8 {
    match local() {
        Some(heap) => allocate_aligned_from(heap, align, size),
        None => null_mut(),
    }
}

#[optimize(size)]
#[inline(never)]
fn allocate_aligned_from(heap: &mut Local, align: usize, size: usize) -> *mut u8 {
    if align <= MIN_ALIGN {
        return heap.allocate(size);
    }
    // Spans begin at units, so a block whose size is a multiple of the alignment is aligned.
    let Some(padded) = size.max(1).checked_next_multiple_of(align) else {
        return null_mut();
    };
    if padded <= class::LARGEST {
        if class::size(class::of(padded)) % align == 0 {
            return heap.allocate(padded);
        }
        return heap.allocate(padded.next_power_of_two());
    }
    if align <= UNIT && size <= heap::LARGEST {
        return heap.allocate_large(size.max(class::LARGEST + 1)).0;
    }
    huge::allocate(heap, size, align).0
}

/// Gives a block back; null is let pass.
///
/// # Safety
/// `block` came from this allocator and is not used again.
#[inline(never)]
pub unsafe fn free(block: *mut u8) {
    // SAFETY: the caller's promise.
    unsafe { free_inline(block) }
}

/// [`free`] for where it must be quick.
///
/// # Safety
/// As there.
#[inline(always)]
pub unsafe fn free_inline(block: *mut u8) {
    let heap = pool::current();
    // SAFETY: the caller's promise; the heap is the thread's own.
    unsafe {
        if heap.is_null() || !(*heap).local.free_quickly(block) {
            free_slowly(block);
        }
    }
}

#[cold]
#[inline(never)]
unsafe fn free_slowly(block: *mut u8) {
    if block.is_null() {
        return;
    }
    if let Some(heap) = local() {
        // SAFETY: the caller's promise.
        unsafe { heap.free_any(block) }
    }
}

/// # Safety
/// As for [`free`].
unsafe fn free_from(heap: &mut Local, block: *mut u8) {
    // SAFETY: the caller's promise.
    unsafe {
        if !heap.free_quickly(block) {
            heap.free_any(block);
        }
    }
}

/// Bytes that may be used from `block` on.
///
/// # Safety
/// `block` is live.
pub unsafe fn usable_size(block: *mut u8) -> usize {
    match heap::find(block) {
        // SAFETY: what was found is there.
        Some(place) => unsafe { usable(&place) },
        None => corruption("malloc_usable_size(): not the address of a block in use"),
    }
}

/// # Safety
/// The place is of a block in use.
unsafe fn usable(place: &Place) -> usize {
    // SAFETY: the caller's promise.
    unsafe {
        match *place {
            Place::Span(_, span) => (*span).bytes,
            Place::Huge(segment) => (*segment).length - (*segment).offset,
        }
    }
}

/// Makes a block longer or shorter, moving it if need be; null leaves the old one as it is.
///
/// # Safety
/// `block` is live, and not used again if the result is not null.
pub unsafe fn reallocate(block: *mut u8, size: usize) -> *mut u8 {
    match local() {
        // SAFETY: the caller's promise.
        Some(heap) => unsafe { reallocate_from(heap, block, size) },
        None => null_mut(),
    }
}

/// Whether a block of so many bytes may stay as it is for `size`.
#[inline(always)]
fn fits(bytes: usize, size: usize) -> bool {
    size <= bytes && size >= bytes / 2
}

/// # Safety
/// As for [`reallocate`].
#[optimize(size)]
#[inline(never)]
unsafe fn reallocate_from(heap: &mut Local, block: *mut u8, size: usize) -> *mut u8 {
    let Some(place) = heap::find(block) else {
        corruption("realloc(): not the address of a block in use");
    };
    // SAFETY: the block was found, and is the caller's.
    unsafe {
        let bytes = usable(&place);
        if fits(bytes, size) {
            return block;
        }
        match place {
            Place::Span(segment, span) => {
                let large = bytes > class::LARGEST && size > class::LARGEST;
                if large && size <= heap::LARGEST && heap.resize(segment, span, size) {
                    return block;
                }
            }
            Place::Huge(segment) if size > heap::LARGEST && (*segment).offset < SEGMENT => {
                let moved = huge::reallocate(segment, size);
                if !moved.is_null() {
                    return moved;
                }
            }
            Place::Huge(_) => {}
        }
        let mut new = null_mut();
        if size > bytes && size <= bytes + bytes / 4 {
            // A block that grows by little will grow again.
            new = heap.allocate(if size <= class::LARGEST {
                bytes * 2
            } else {
                size + size / 2
            });
        }
        if new.is_null() {
            new = heap.allocate(size);
        }
        if !new.is_null() {
            ptr::copy_nonoverlapping(block, new, bytes.min(size));
            free_from(heap, block);
        }
        new
    }
}
