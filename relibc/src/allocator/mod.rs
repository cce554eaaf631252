//! The heap under `malloc` and Rust's `alloc`.
//!
//! Sizes up to 32 KiB are rounded up to a class (powers of two and three steps between) and come from
//! per-class free lists, refilled from 1 MiB chunks; larger ones are mappings of their own. Each
//! block is preceded by a 16-byte header: its class or mapping size, and, for aligned blocks, the
//! distance to the block proper.

use crate::platform::Sys;
use crate::sync::Mutex;
use core::alloc::{GlobalAlloc, Layout};
use core::ptr::{self, null_mut};

/// Alignment of every block.
pub const MIN_ALIGN: usize = 16;

const HEADER: usize = 16;
const CHUNK: usize = 1 << 20;
const CLASSES: usize = 45;
const LARGEST: usize = 32 << 10;

/// Before each block.
#[repr(C)]
struct Header {
    /// Usable bytes.
    size: usize,
    /// Class, or [`MAPPED`], or [`ALIGNED`] (then `size` is the distance back to the real block).
    class: usize,
}

const MAPPED: usize = usize::MAX;
const ALIGNED: usize = usize::MAX - 1;

struct Heap {
    free: [*mut u8; CLASSES],
    /// Unused rest of the newest chunk.
    next: *mut u8,
    end: *mut u8,
}

// SAFETY: the pointers are to memory the heap owns.
unsafe impl Send for Heap {}

static HEAP: Mutex<Heap> = Mutex::new(Heap {
    free: [null_mut(); CLASSES],
    next: null_mut(),
    end: null_mut(),
});

/// Class of a size from 1 to [`LARGEST`]: 16, 32, 48, 64, then four steps a power of two.
fn class_of(size: usize) -> usize {
    let size = size.max(16);
    if size <= 64 {
        return size.div_ceil(16) - 1;
    }
    let power = (usize::BITS - (size - 1).leading_zeros()) as usize; // size in (2^(power-1), 2^power]
    let step = 1 << (power - 3);
    4 + (power - 7) * 4 + (size - (1 << (power - 1))).div_ceil(step) - 1
}

/// Bytes of a class's blocks.
fn size_of_class(class: usize) -> usize {
    if class < 4 {
        return (class + 1) * 16;
    }
    let (power, step) = ((class - 4) / 4 + 7, (class - 4) % 4 + 1);
    (1 << (power - 1)) + (step << (power - 3))
}

fn map(length: usize) -> *mut u8 {
    // SAFETY: a fresh private anonymous mapping for reading and writing.
    unsafe { Sys::mmap(null_mut(), length, 3, 0x22, -1, 0) }.map_or(null_mut(), <*mut _>::cast)
}

/// A block of at least `size` bytes, aligned to 16, or null.
pub fn allocate(size: usize) -> *mut u8 {
    if size > LARGEST {
        return allocate_mapped(size);
    }
    let class = class_of(size);
    let usable = size_of_class(class);
    let mut heap = HEAP.lock();
    let block = heap.free[class];
    if !block.is_null() {
        // SAFETY: a free block's first word is the next free block.
        heap.free[class] = unsafe { *block.cast::<*mut u8>() };
        return block;
    }
    let need = HEADER + usable;
    if (heap.end as usize) - (heap.next as usize) < need {
        let chunk = map(CHUNK);
        if chunk.is_null() {
            return null_mut();
        }
        // SAFETY: the chunk is that long.
        (heap.next, heap.end) = (chunk, unsafe { chunk.add(CHUNK) });
    }
    let start = heap.next;
    // SAFETY: within the chunk, by the check above.
    unsafe {
        heap.next = start.add(need);
        start.cast::<Header>().write(Header {
            size: usable,
            class,
        });
        start.add(HEADER)
    }
}

fn allocate_mapped(size: usize) -> *mut u8 {
    let Some(length) = mapping_length(size) else {
        return null_mut();
    };
    let start = map(length);
    if start.is_null() {
        return start;
    }
    // SAFETY: the mapping is `length` bytes.
    unsafe {
        start.cast::<Header>().write(Header {
            size: length - HEADER,
            class: MAPPED,
        });
        start.add(HEADER)
    }
}

/// A block aligned to `align`, a power of two.
pub fn allocate_aligned(align: usize, size: usize) -> *mut u8 {
    if align <= MIN_ALIGN {
        return allocate(size);
    }
    let Some(total) = size.checked_add(align) else {
        return null_mut();
    };
    let block = allocate(total);
    let aligned = block.map_addr(|a| a.next_multiple_of(align));
    if aligned != block {
        // SAFETY: blocks are 16-byte multiples, so at least a header lies between the two.
        unsafe {
            aligned.sub(HEADER).cast::<Header>().write(Header {
                size: aligned.offset_from_unsigned(block),
                class: ALIGNED,
            });
        }
    }
    aligned
}

/// The block's own start and header.
///
/// # Safety
/// `block` is live.
unsafe fn header(block: *mut u8) -> (*mut u8, *mut Header) {
    // SAFETY: every block has a header.
    unsafe {
        let header: *mut Header = block.sub(HEADER).cast();
        if (*header).class == ALIGNED {
            let real = block.sub((*header).size);
            return (real, real.sub(HEADER).cast());
        }
        (block, header)
    }
}

/// Gives a block back.
///
/// # Safety
/// `block` came from this allocator and is not used again.
pub unsafe fn free(block: *mut u8) {
    // SAFETY: the caller's promise.
    unsafe {
        let (block, header) = header(block);
        if (*header).class == MAPPED {
            let _ = Sys::munmap(header.cast(), (*header).size + HEADER);
        } else {
            let mut heap = HEAP.lock();
            let class = (*header).class;
            *block.cast::<*mut u8>() = heap.free[class];
            heap.free[class] = block;
        }
    }
}

/// Bytes that may be used from `block` on.
///
/// # Safety
/// `block` is live.
pub unsafe fn usable_size(block: *mut u8) -> usize {
    // SAFETY: the caller's promise.
    unsafe {
        let (real, header) = header(block);
        (*header).size - block.offset_from_unsigned(real)
    }
}

/// Makes a block longer or shorter, moving it if need be; null leaves the old one as it is.
///
/// # Safety
/// `block` is live, and not used again if the result is not null.
pub unsafe fn reallocate(block: *mut u8, size: usize) -> *mut u8 {
    // SAFETY: the caller's promise.
    unsafe {
        let (real, header) = header(block);
        if (*header).class == MAPPED && real == block && size > LARGEST {
            return remap(header, size);
        }
        let old = usable_size(block);
        if size <= old && size >= old / 2 {
            return block;
        }
        let new = allocate(size);
        if !new.is_null() {
            ptr::copy_nonoverlapping(block, new, old.min(size));
            free(block);
        }
        new
    }
}

/// Makes a mapped block longer or shorter without copying.
///
/// # Safety
/// `header` is that of a live mapped block, which is not used again if the result is not null.
unsafe fn remap(header: *mut Header, size: usize) -> *mut u8 {
    const MREMAP_MAYMOVE: i32 = 1;
    let Some(length) = mapping_length(size) else {
        return null_mut();
    };
    // SAFETY: the caller's promise.
    unsafe {
        let old = (*header).size + HEADER;
        if length == old {
            return header.add(1).cast();
        }
        match Sys::mremap(header.cast(), old, length, MREMAP_MAYMOVE, null_mut()) {
            Ok(moved) => {
                let header = moved.cast::<Header>();
                (*header).size = length - HEADER;
                header.add(1).cast()
            }
            Err(_) => null_mut(),
        }
    }
}

/// Whole pages for a block and its header; none if there can be no such mapping.
fn mapping_length(size: usize) -> Option<usize> {
    let length = size.checked_add(HEADER)?.checked_next_multiple_of(4096)?;
    (length <= isize::MAX as usize).then_some(length)
}

/// A zeroed block.
pub fn allocate_zeroed(size: usize) -> *mut u8 {
    let block = allocate(size);
    if !block.is_null() && size <= LARGEST {
        // SAFETY: the block is that long. Fresh mappings are zero already.
        unsafe { ptr::write_bytes(block, 0, size) };
    }
    block
}

/// Rust's allocator over the same heap.
struct Global;

// SAFETY: blocks are disjoint, live until freed, and aligned as asked.
unsafe impl GlobalAlloc for Global {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        allocate_aligned(layout.align(), layout.size())
    }
    unsafe fn dealloc(&self, block: *mut u8, _: Layout) {
        // SAFETY: the trait's contract.
        unsafe { free(block) }
    }
    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        if layout.align() <= MIN_ALIGN {
            // SAFETY: the trait's contract.
            return unsafe { reallocate(block, size) };
        }
        let new = allocate_aligned(layout.align(), size);
        if !new.is_null() {
            // SAFETY: the trait's contract.
            unsafe {
                ptr::copy_nonoverlapping(block, new, layout.size().min(size));
                free(block);
            }
        }
        new
    }
}

#[cfg(not(test))]
#[global_allocator]
static GLOBAL: Global = Global;

/// Keeps the heap as it is until [`unlock_after_fork`], so that a child finds it whole.
pub fn lock_for_fork() {
    HEAP.raw().lock();
}

/// In the parent and in the child.
pub fn unlock_after_fork() {
    HEAP.raw().unlock();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_size_has_a_class_that_holds_it_with_little_waste() {
        for size in 1..=LARGEST {
            let class = class_of(size);
            assert!(class < CLASSES, "{size}");
            let usable = size_of_class(class);
            assert!(usable >= size && usable % 16 == 0, "{size} {usable}");
            assert!(class == 0 || size_of_class(class - 1) < size, "{size}");
        }
    }

    #[test]
    fn a_block_keeps_its_content_while_it_grows_and_shrinks_across_all_kinds() {
        // SAFETY: every access is within the size last asked for.
        unsafe {
            let mut block = allocate(10);
            block.write_bytes(7, 10);
            for size in [
                100,
                5_000,
                LARGEST + 1,
                1 << 20,
                3 << 20,
                LARGEST + 1,
                200,
                10,
            ] {
                block = reallocate(block, size);
                assert!(usable_size(block) >= size);
                assert!((0..10).all(|i| *block.add(i) == 7), "{size}");
            }
            free(block);
            let aligned = allocate_aligned(4096, 100_000);
            assert_eq!(aligned as usize % 4096, 0);
            aligned.write_bytes(1, 100_000);
            let moved = reallocate(aligned, 300_000);
            assert!((0..100_000).all(|i| *moved.add(i) == 1));
            free(moved);
        }
    }
}
