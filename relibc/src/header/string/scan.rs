//! The scanning loops that the other files share.
//!
//! Each begins with two [`Block`]s, for most strings are short, and goes on with the widest vectors, several at a turn. Aligned
//! loads never leave the page of a byte that may be read.

use core::ffi::c_int;

use crate::arch::{copy, widest, Block, Sought, Vector, Zero};

/// Offset of the first byte that is sought. There must be one.
///
/// # Safety
/// The bytes from `start` up to that one are readable.
#[inline(always)]
pub(crate) unsafe fn position(start: *const u8, sought: impl Sought) -> usize {
    // SAFETY: the caller's promise.
    unsafe {
        match first_blocks(start, sought) {
            Ok(found) => found,
            Err(skipped) => sought.find(start, skipped, usize::MAX),
        }
    }
}

/// As [`position`], but looks at `limit` bytes at most.
///
/// # Safety
/// The bytes from `start` up to the match or the limit, whichever is first, are readable.
#[inline(always)]
pub(crate) unsafe fn position_within(
    start: *const u8,
    limit: usize,
    sought: impl Sought,
) -> Option<usize> {
    if limit == 0 {
        return None;
    }
    // SAFETY: the first block holds the first byte; the scan begins before the limit.
    let found = unsafe {
        match first_blocks(start, sought) {
            Ok(found) => found,
            Err(skipped) if skipped >= limit => limit,
            Err(skipped) => sought.find(start, skipped, limit),
        }
    };
    (found < limit).then_some(found)
}

/// Offset of the first hit in the first two blocks, or in the first where a page ends behind it; or how many bytes those are.
///
/// # Safety
/// The first byte is readable.
#[inline(always)]
pub(crate) unsafe fn first_blocks(start: *const u8, sought: impl Sought) -> Result<usize, usize> {
    const BOTH: usize = 2 * Block::SIZE;
    // SAFETY: the blocks are within the first byte's page.
    unsafe {
        let (found, looked_at) = if start as usize % PAGE <= PAGE - BOTH {
            let second = start.wrapping_add(Block::SIZE);
            let found =
                sought.hits(Block::load(start)) | (sought.hits(Block::load(second)) << Block::SIZE);
            (found, BOTH)
        } else {
            let skip = start as usize % Block::SIZE;
            let block = Block::load_aligned(start.wrapping_sub(skip));
            (sought.hits(block) >> skip, Block::SIZE - skip)
        };
        match found {
            0 => Err(looked_at),
            _ => Ok(found.trailing_zeros() as usize),
        }
    }
}

widest! {
    /// Offset of the first byte in which two areas of `count` bytes differ, 64 at least; `count` if they do not.
    ///
    /// # Safety
    /// Both are readable for `count` bytes.
    pub(crate) unsafe fn mismatch(a: *const u8, b: *const u8, count: usize) -> usize = mismatch_with
}

#[inline(always)]
unsafe fn mismatch_with<V: Vector>(a: *const u8, b: *const u8, count: usize) -> usize {
    let whole = count - count % V::TURN;
    // SAFETY: every load is within `count` bytes.
    unsafe {
        let mut at = match whole {
            0 => 0,
            _ => V::pass_equal(a, b, whole),
        };
        while at < count {
            // The last one is moved back so as to end with the area.
            let start = at.min(count - V::SIZE);
            let same = V::mask(V::load(a.add(start)).equal(V::load(b.add(start))));
            if same != V::ALL {
                return start + (!same).trailing_zeros() as usize;
            }
            at += V::SIZE;
        }
    }
    count
}

/// Size that page boundaries are multiples of; a read that stays within one cannot fault alone.
const PAGE: usize = 4096;

/// Bytes from an address to the end of its page.
#[inline(always)]
fn room(at: *const u8) -> usize {
    PAGE - at as usize % PAGE
}

#[inline(always)]
fn fit(a: *const u8, b: *const u8, count: usize) -> bool {
    (a as usize % PAGE).max(b as usize % PAGE) <= PAGE - count
}

/// Compares up to `limit` bytes, ending at the first difference or the first terminator.
///
/// # Safety
/// Both are readable up to the first difference, terminator or the limit.
#[inline(always)]
pub(crate) unsafe fn compare_until(a: *const u8, b: *const u8, limit: usize) -> c_int {
    // SAFETY: a block is loaded only where it stays within the page of a byte to be looked at.
    unsafe {
        // Most strings differ, or end, soon.
        let mut at = 0;
        if fit(a, b, 2 * Block::SIZE) {
            let first = ends::<Block>(a, b);
            let second = ends::<Block>(a.add(Block::SIZE), b.add(Block::SIZE));
            let ends = first | second << Block::SIZE;
            if ends != 0 {
                return compare_at(a, b, ends.trailing_zeros() as usize, limit);
            }
            at = 2 * Block::SIZE;
        }
        if at >= limit {
            return 0;
        }
        // A part is compared again so that the loads from one of the two are aligned.
        let past = a.add(at) as usize % 32;
        compare_on(a, b, at.saturating_sub(past), limit)
    }
}

/// Bits as of [`Vector::mask`] where the vectors at two addresses differ or the strings end.
#[inline(always)]
unsafe fn ends<V: Vector>(a: *const u8, b: *const u8) -> u64 {
    // SAFETY: the caller vouches for both vectors.
    unsafe {
        let x = V::load(a);
        (V::mask(x.equal(V::load(b))) ^ V::ALL) | V::mask(x.zero())
    }
}

/// Compares the byte at an offset, if it is below the limit.
#[inline(always)]
unsafe fn compare_at(a: *const u8, b: *const u8, index: usize, limit: usize) -> c_int {
    match index >= limit {
        true => 0,
        // SAFETY: the caller vouches for both bytes.
        false => unsafe { c_int::from(*a.add(index)) - c_int::from(*b.add(index)) },
    }
}

/// Compares the vector at an offset; nothing, if the strings go on.
#[inline(always)]
unsafe fn compare_vector<V: Vector>(
    a: *const u8,
    b: *const u8,
    at: usize,
    limit: usize,
) -> Option<c_int> {
    // SAFETY: the caller vouches for both vectors; the index is within them.
    unsafe {
        match ends::<V>(a.add(at), b.add(at)) {
            0 => None,
            ends => Some(compare_at(a, b, at + ends.trailing_zeros() as usize, limit)),
        }
    }
}

widest! {
    /// [`compare_until`], from an offset on.
    unsafe fn compare_on(a: *const u8, b: *const u8, at: usize, limit: usize) -> c_int = compare_with
}

#[inline(always)]
unsafe fn compare_with<V: Vector>(
    a: *const u8,
    b: *const u8,
    mut at: usize,
    limit: usize,
) -> c_int {
    let turn = 4 * V::SIZE;
    // SAFETY: vectors are loaded only where they stay within the page of a byte to be looked at.
    unsafe {
        while at < limit {
            let (x, y) = (a.add(at), b.add(at));
            // As far as both are in their page.
            let wanted = (limit - at).min(PAGE).next_multiple_of(turn);
            let near = room(x).min(room(y)).min(wanted);
            let whole = near - near % turn;
            if whole != 0 {
                let passed = V::pass_equal_nonzero(x, y, whole);
                at += passed;
                if passed == whole {
                    continue;
                }
                // Here the end is within the next four.
                loop {
                    if let Some(result) = compare_vector::<V>(a, b, at, limit) {
                        return result;
                    }
                    at += V::SIZE;
                }
            }
            if fit(x, y, V::SIZE) {
                if let Some(result) = compare_vector::<V>(a, b, at, limit) {
                    return result;
                }
                at += V::SIZE;
                continue;
            }
            if fit(x, y, Block::SIZE) {
                if let Some(result) = compare_vector::<Block>(a, b, at, limit) {
                    return result;
                }
                at += Block::SIZE;
                continue;
            }
            if *x != *y || *x == 0 {
                return c_int::from(*x) - c_int::from(*y);
            }
            at += 1;
        }
    }
    0
}

/// Copies a string with its terminator; its length.
///
/// # Safety
/// `source` is terminated, and `target` takes it.
#[inline(always)]
pub(crate) unsafe fn copy_string(target: *mut u8, source: *const u8) -> usize {
    // SAFETY: the caller's promise.
    unsafe {
        match first_blocks(source, Zero) {
            Ok(length) => {
                copy(target, source, length + 1);
                length
            }
            Err(skipped) => {
                copy(target, source, skipped);
                // On a boundary of blocks, at which nothing or a part of what was copied is copied again.
                let past = source.wrapping_add(skipped) as usize % Block::SIZE;
                copy_string_on(target, source, skipped - past)
            }
        }
    }
}

widest! {
    /// [`copy_string`], from an offset on at which `source` is a multiple of a block's size.
    unsafe fn copy_string_on(target: *mut u8, source: *const u8, at: usize) -> usize = copy_string_with
}

#[inline(always)]
unsafe fn copy_string_with<V: Vector>(target: *mut u8, source: *const u8, mut at: usize) -> usize {
    // SAFETY: each load is aligned and holds a byte of the string; what is stored is of it, too.
    unsafe {
        while source.wrapping_add(at) as usize % V::SIZE != 0 {
            if let Some(length) = copy_vector::<Block>(target, source, at) {
                return length;
            }
            at += Block::SIZE;
        }
        loop {
            if source.wrapping_add(at) as usize % V::TURN == 0 {
                at += V::copy_nonzero(target.add(at), source.wrapping_add(at));
            }
            if let Some(length) = copy_vector::<V>(target, source, at) {
                return length;
            }
            at += V::SIZE;
        }
    }
}

/// Copies the vector of a string at an offset, to its terminator; the string's length, if that is in it.
///
/// # Safety
/// The string goes to the offset or on, where `source` is aligned, and `target` takes it.
#[inline(always)]
unsafe fn copy_vector<V: Vector>(target: *mut u8, source: *const u8, at: usize) -> Option<usize> {
    // SAFETY: the caller's promise.
    unsafe {
        let vector = V::load_aligned(source.wrapping_add(at));
        let mask = V::mask(vector.zero());
        if mask == 0 {
            vector.store(target.add(at));
            return None;
        }
        let length = at + mask.trailing_zeros() as usize;
        let size = length + 1;
        if size >= V::SIZE {
            let last = size - V::SIZE;
            V::load(source.add(last)).store(target.add(last));
        } else {
            copy(target, source, size);
        }
        Some(length)
    }
}
