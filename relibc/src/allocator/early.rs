//! A piece of memory that blocks are taken from one after the other, for the dynamic loader: starting a program needs a
//! few kilobytes, and a heap would touch a page for every size of block, and call the kernel. Only the block
//! taken last can be given back; so when the piece is used up, the heap goes on. Only Rust's own blocks come from
//! here, not those of `malloc`.

use crate::sync::Mutex;
use core::alloc::Layout;
use core::sync::atomic::{AtomicUsize, Ordering};

struct Early {
    /// Where the piece is free from; 0 where there is none.
    free: usize,
    /// The block taken last.
    last: usize,
}

static EARLY: Mutex<Early> = Mutex::new(Early { free: 0, last: 0 });
/// Where the piece begins and ends; both 0 where there is none.
static START: AtomicUsize = AtomicUsize::new(0);
static END: AtomicUsize = AtomicUsize::new(0);

/// Gives the allocator a piece of memory to begin with.
///
/// # Safety
/// It is zeroed, and the allocator's for ever. Called once, with one thread.
pub unsafe fn give_early(start: *mut u8, length: usize) {
    let start = start as usize;
    // Written before anything is read: a page of zeros that is read first costs a second fault when it is written to.
    START.store(start, Ordering::Relaxed);
    END.store(start + length, Ordering::Relaxed);
    *EARLY.lock() = Early {
        free: start,
        last: 0,
    };
}

/// A block; null if there is no room.
pub fn take(layout: Layout) -> *mut u8 {
    let end = END.load(Ordering::Relaxed);
    if end == 0 {
        return core::ptr::null_mut();
    }
    let mut early = EARLY.lock();
    let block = early.free.next_multiple_of(layout.align());
    match block.checked_add(layout.size()) {
        Some(after) if after <= end => {
            early.free = after;
            early.last = block;
            // The piece was given as a pointer, whose provenance is exposed there.
            core::ptr::with_exposed_provenance_mut(block)
        }
        _ => core::ptr::null_mut(),
    }
}

/// Whether a block is from the piece; if so, it is given back.
pub fn give_back(block: *mut u8) -> bool {
    if !has(block) {
        return false;
    }
    let mut early = EARLY.lock();
    if block as usize == early.last {
        early.free = early.last;
    }
    true
}

/// Whether a block is from the piece.
#[inline]
pub fn has(block: *mut u8) -> bool {
    let block = block as usize;
    block >= START.load(Ordering::Relaxed) && block < END.load(Ordering::Relaxed)
}

/// Makes the block taken last longer or shorter where it is.
pub fn resize(block: *mut u8, size: usize) -> bool {
    let block = block as usize;
    let mut early = EARLY.lock();
    match block.checked_add(size) {
        Some(after) if block == early.last && after <= END.load(Ordering::Relaxed) => {
            early.free = after;
            true
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[repr(align(64))]
    struct Room([u8; 256]);

    #[test]
    fn blocks_follow_each_other_until_the_piece_is_used_up() {
        let room = std::boxed::Box::leak(std::boxed::Box::new(Room([0; 256])));
        let start = room.0.as_mut_ptr();
        // SAFETY: leaked, and given once: no other test uses this module.
        unsafe { give_early(start, 256) };
        let layout = |size, align| Layout::from_size_align(size, align).unwrap();
        let first = take(layout(10, 1));
        let second = take(layout(16, 16));
        assert_eq!((first, second), (start, start.wrapping_add(16)));
        // The last block can grow and be given back; an earlier one is only known.
        assert!(resize(second, 100) && !resize(first, 11));
        assert!(!resize(second, 241));
        assert!(give_back(first) && give_back(second));
        assert_eq!(take(layout(240, 16)), second);
        assert!(take(layout(1, 1)).is_null());
        assert!(has(first) && !has(start.wrapping_add(256)));
        assert!(!give_back(start.wrapping_add(256)));
    }
}
