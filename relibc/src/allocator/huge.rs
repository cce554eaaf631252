//! Huge blocks: mappings of their own, of which each thread keeps a few that were freed, so that a program
//! that takes and frees one again and again does not enter the kernel each time.

use super::heap::Local;
use super::registry;
use super::segment::{Segment, HUGE_HEADER, SEGMENT};
use super::system::{self, PAGE};
use core::ptr::null_mut;

/// Mappings that a thread keeps.
const KEPT: usize = 8;
/// Bytes that a thread keeps.
const KEPT_BYTES: usize = 8 << 20;
/// Huge blocks freed after which a mapping that none of them could use is given back.
const KEPT_FOR: u32 = 64;

/// What a thread keeps, oldest first.
pub struct Cache {
    entries: [(*mut Segment, u32); KEPT],
    count: usize,
    bytes: usize,
    /// Blocks freed so far.
    clock: u32,
}

impl Cache {
    pub const EMPTY: Self = Self {
        entries: [(null_mut(), 0); KEPT],
        count: 0,
        bytes: 0,
        clock: 0,
    };

    /// A kept mapping that is long enough, and not too long.
    fn take(&mut self, length: usize) -> Option<*mut Segment> {
        let mut index = self.count;
        while index != 0 {
            index -= 1;
            // SAFETY: the index is below the count; kept mappings are mapped.
            let has = unsafe { (*(*self.entries.as_ptr().add(index)).0).length };
            if has >= length && has - length <= length / 4 {
                return Some(self.remove(index));
            }
        }
        None
    }

    fn remove(&mut self, index: usize) -> *mut Segment {
        let entries = self.entries.as_mut_ptr();
        self.count -= 1;
        // SAFETY: the index is below the count; kept mappings are mapped.
        unsafe {
            let segment = (*entries.add(index)).0;
            for index in index..self.count {
                *entries.add(index) = *entries.add(index + 1);
            }
            self.bytes -= (*segment).length;
            segment
        }
    }

    /// Keeps a mapping, or unmaps it.
    ///
    /// # Safety
    /// It is not used any more.
    unsafe fn put(&mut self, segment: *mut Segment) {
        self.clock = self.clock.wrapping_add(1);
        // SAFETY: the caller's promise; what is kept is not used either.
        unsafe {
            let length = (*segment).length;
            let keep = length <= KEPT_BYTES && (*segment).offset == HUGE_HEADER;
            let more = if keep { length } else { 0 };
            while self.count != 0
                && (self.count == KEPT
                    || self.bytes + more > KEPT_BYTES
                    || self.clock.wrapping_sub(self.entries[0].1) > KEPT_FOR)
            {
                unmap(self.remove(0));
            }
            if !keep {
                return unmap(segment);
            }
            *self.entries.as_mut_ptr().add(self.count) = (segment, self.clock);
            self.count += 1;
            self.bytes += length;
        }
    }

    /// Gives all back. Whether there was any.
    #[optimize(size)]
    #[inline(never)]
    pub fn release(&mut self) -> bool {
        let any = self.count != 0;
        while self.count != 0 {
            // SAFETY: what is kept is not used.
            unsafe { unmap(self.remove(self.count - 1)) };
        }
        any
    }
}

/// # Safety
/// The mapping is not used any more.
#[inline(never)]
unsafe fn unmap(segment: *mut Segment) {
    registry::remove(segment as usize);
    // SAFETY: the caller's promise.
    unsafe { system::unmap(segment.cast(), (*segment).length) };
}

/// Whole pages for a block at an offset; none if there can be no such mapping.
fn length_of(offset: usize, size: usize) -> Option<usize> {
    let length = offset.checked_add(size)?.checked_next_multiple_of(PAGE)?;
    (length <= isize::MAX as usize).then_some(length)
}

/// A block, and whether it reads as zeros. Null if there is none. `align` is a power of two; 0 is for any.
#[inline(never)]
pub fn allocate(heap: &mut Local, size: usize, align: usize) -> (*mut u8, bool) {
    let offset = if align >= SEGMENT {
        SEGMENT
    } else {
        HUGE_HEADER.next_multiple_of(align.max(1))
    };
    let Some(length) = length_of(offset, size) else {
        return (null_mut(), false);
    };
    // SAFETY: a kept mapping is ours alone, and long enough for the block.
    unsafe {
        if offset == HUGE_HEADER {
            if let Some(segment) = heap.huge.take(length) {
                (*segment).live = true;
                return (segment.cast::<u8>().add(offset), false);
            }
        }
        allocate_fresh(heap, offset, length, align)
    }
}

/// As [`allocate`], in a new mapping.
#[optimize(size)]
#[inline(never)]
fn allocate_fresh(heap: &mut Local, offset: usize, length: usize, align: usize) -> (*mut u8, bool) {
    // SAFETY: a new mapping is ours alone, and long enough for the block.
    unsafe {
        let mut segment = map(length, align);
        if segment.is_null() && heap.huge.release() {
            segment = map(length, align);
        }
        if segment.is_null() {
            return (null_mut(), false);
        }
        (*segment).length = length;
        (*segment).offset = offset;
        (*segment).live = true;
        if !registry::insert(segment as usize) {
            system::unmap(segment.cast(), length);
            return (null_mut(), false);
        }
        (segment.cast::<u8>().add(offset), true)
    }
}

/// A mapping whose second segment begins at a multiple of `align`, if that is larger than a segment.
#[optimize(size)]
#[inline(never)]
fn map(length: usize, align: usize) -> *mut Segment {
    if align <= SEGMENT {
        return system::map_segment(length).cast();
    }
    let before = align - SEGMENT;
    let Some(total) = length.checked_add(before) else {
        return null_mut();
    };
    let start = system::map_segment_aligned(total, align);
    if start.is_null() {
        return null_mut();
    }
    // SAFETY: the part before the header is not used.
    unsafe {
        system::unmap(start, before);
        start.add(before).cast()
    }
}

/// Frees a block.
///
/// # Safety
/// The segment is that of a huge block in use, which is not used again.
pub unsafe fn free(heap: &mut Local, segment: *mut Segment) {
    // SAFETY: the caller's promise.
    unsafe {
        (*segment).live = false;
        heap.huge.put(segment);
    }
}

/// Makes a block longer or shorter without copying; null if that cannot be.
///
/// # Safety
/// The segment is that of a huge block in use, which is not used again if the result is not null.
#[optimize(size)]
#[inline(never)]
pub unsafe fn reallocate(segment: *mut Segment, size: usize) -> *mut u8 {
    // SAFETY: the caller's promise.
    unsafe {
        let (old, offset) = ((*segment).length, (*segment).offset);
        let Some(length) = length_of(offset, size) else {
            return null_mut();
        };
        // An eighth more than asked for, so that growing by little steps moves seldom.
        let roomy = match length <= old {
            true => length,
            false => length_of(length, length / 8).unwrap_or(length),
        };
        for length in [roomy, length] {
            let moved = remap(segment, old, length);
            if !moved.is_null() {
                (*moved).length = length;
                return moved.cast::<u8>().add(offset);
            }
        }
        null_mut()
    }
}

/// The mapping with another length, moved if need be; null if it cannot be, and then it is as it was.
///
/// # Safety
/// As for [`reallocate`].
#[optimize(size)]
#[inline(never)]
unsafe fn remap(segment: *mut Segment, old: usize, new: usize) -> *mut Segment {
    // SAFETY: the caller's promise; the new place is reserved and nobody else's.
    unsafe {
        if new == old || system::resize(segment.cast(), old, new) {
            return segment;
        }
        let place = system::reserve_segment(new);
        if place.is_null() {
            return null_mut();
        }
        if registry::insert(place as usize) {
            // Before the addresses are free: another thread may get and enter them.
            registry::remove(segment as usize);
            if system::relocate(segment.cast(), old, place, new) {
                return place.cast();
            }
            // There is room: an entry was just removed.
            registry::insert(segment as usize);
            registry::remove(place as usize);
        }
        system::unmap(place, new);
        null_mut()
    }
}
