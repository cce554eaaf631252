//! Rust's allocator over the same heap.

use super::{allocate_aligned_from, early, free_from, pool, reallocate_from, MIN_ALIGN};
use core::alloc::{GlobalAlloc, Layout};
use core::ptr::{self, null_mut};

struct Global;

// SAFETY: blocks are disjoint, live until freed, and aligned as asked.
unsafe impl GlobalAlloc for Global {
    #[inline(never)]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let block = early::take(layout);
        if !block.is_null() {
            return block;
        }
        let (heap, shared) = pool::enter();
        let block = heap.map_or(null_mut(), |heap| {
            allocate_aligned_from(heap, layout.align(), layout.size())
        });
        pool::exit(shared);
        block
    }
    #[inline(never)]
    unsafe fn dealloc(&self, block: *mut u8, _: Layout) {
        if early::give_back(block) {
            return;
        }
        let (heap, shared) = pool::enter();
        if let Some(heap) = heap {
            // SAFETY: the trait's contract.
            unsafe { free_from(heap, block) };
        }
        pool::exit(shared);
    }
    #[inline(never)]
    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: the trait's contract.
        unsafe {
            let is_early = early::has(block);
            if is_early && early::resize(block, size) {
                return block;
            }
            if layout.align() <= MIN_ALIGN && !is_early {
                let (heap, shared) = pool::enter();
                let block = heap.map_or(null_mut(), |heap| reallocate_from(heap, block, size));
                pool::exit(shared);
                return block;
            }
            let new = self.alloc(Layout::from_size_align_unchecked(size, layout.align()));
            if !new.is_null() {
                ptr::copy_nonoverlapping(block, new, layout.size().min(size));
                self.dealloc(block, layout);
            }
            new
        }
    }
}

#[global_allocator]
static GLOBAL: Global = Global;
