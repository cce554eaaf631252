//! The scanning loops that the other files share.
//!
//! Each begins with [`Block`]s up to an address that is a multiple of 64, for most strings are short, and goes
//! on with the widest vectors, four at a turn. Aligned loads never leave the page of a byte that may be read.

use core::ffi::c_int;

use crate::arch::{copy, widest, Block, Vector};

/// What is looked for.
pub(crate) trait Test: Copy {
    /// The bytes that are it.
    ///
    /// # Safety
    /// The CPU has the instructions of `V`, here and below.
    unsafe fn hits<V: Vector>(self, vector: V) -> V::Hits;

    /// Whether any of four vectors has it.
    #[inline(always)]
    unsafe fn any<V: Vector>(self, [a, b, c, d]: [V; 4]) -> bool {
        // SAFETY: the caller's promise.
        unsafe {
            let first = V::either(self.hits(a), self.hits(b));
            let second = V::either(self.hits(c), self.hits(d));
            V::mask(V::either(first, second)) != 0
        }
    }

    /// The address of the first hit from `at` on, which is a multiple of 64; one at or after `end` may be wrong.
    ///
    /// # Safety
    /// The bytes up to the first hit or the end, whichever is first, are readable.
    unsafe fn scan(self, at: *const u8, end: usize) -> usize;
}

/// The terminator.
#[derive(Clone, Copy)]
pub(crate) struct Zero;

impl Test for Zero {
    #[inline(always)]
    unsafe fn hits<V: Vector>(self, vector: V) -> V::Hits {
        // SAFETY: the caller's promise.
        unsafe { vector.zero() }
    }

    #[inline(always)]
    unsafe fn any<V: Vector>(self, [a, b, c, d]: [V; 4]) -> bool {
        // SAFETY: the caller's promise.
        unsafe { V::mask(a.min(b).min(c.min(d)).zero()) != 0 }
    }

    #[inline(always)]
    unsafe fn scan(self, at: *const u8, end: usize) -> usize {
        widest! { unsafe fn scan(at: *const u8, end: usize) -> usize = scan_zero }
        // SAFETY: the caller's promise.
        unsafe { scan(at, end) }
    }
}

/// A byte.
#[derive(Clone, Copy)]
pub(crate) struct Byte(pub u8);

impl Test for Byte {
    #[inline(always)]
    unsafe fn hits<V: Vector>(self, vector: V) -> V::Hits {
        // SAFETY: the caller's promise.
        unsafe { vector.equal(V::splat(self.0)) }
    }

    #[inline(always)]
    unsafe fn any<V: Vector>(self, [a, b, c, d]: [V; 4]) -> bool {
        // SAFETY: the caller's promise.
        unsafe {
            let wanted = V::splat(self.0);
            let first = a.xor(wanted).min(b.xor(wanted));
            let second = c.xor(wanted).min(d.xor(wanted));
            V::mask(first.min(second).zero()) != 0
        }
    }

    #[inline(always)]
    unsafe fn scan(self, at: *const u8, end: usize) -> usize {
        widest! { unsafe fn scan(at: *const u8, end: usize, byte: u8) -> usize = scan_byte }
        // SAFETY: the caller's promise.
        unsafe { scan(at, end, self.0) }
    }
}

/// A byte or the terminator.
#[derive(Clone, Copy)]
pub(crate) struct ByteOrZero(pub u8);

impl Test for ByteOrZero {
    #[inline(always)]
    unsafe fn hits<V: Vector>(self, vector: V) -> V::Hits {
        // SAFETY: the caller's promise.
        unsafe { self.least(vector).zero() }
    }

    #[inline(always)]
    unsafe fn any<V: Vector>(self, [a, b, c, d]: [V; 4]) -> bool {
        // SAFETY: the caller's promise.
        unsafe {
            let first = self.least(a).min(self.least(b));
            let second = self.least(c).min(self.least(d));
            V::mask(first.min(second).zero()) != 0
        }
    }

    #[inline(always)]
    unsafe fn scan(self, at: *const u8, end: usize) -> usize {
        widest! { unsafe fn scan(at: *const u8, end: usize, byte: u8) -> usize = scan_byte_or_zero }
        // SAFETY: the caller's promise.
        unsafe { scan(at, end, self.0) }
    }
}

impl ByteOrZero {
    /// Zero for each byte that is a hit.
    #[inline(always)]
    unsafe fn least<V: Vector>(self, vector: V) -> V {
        // SAFETY: the caller's promise.
        unsafe { vector.min(vector.xor(V::splat(self.0))) }
    }
}

/// Offset of the first byte that passes the test. There must be one.
///
/// # Safety
/// The bytes from `start` up to that one are readable.
#[inline(always)]
pub(crate) unsafe fn position(start: *const u8, test: impl Test) -> usize {
    // SAFETY: the caller's promise.
    unsafe {
        match first_blocks(start, test) {
            Ok(found) => found,
            Err(skipped) => test.scan(start.wrapping_add(skipped), usize::MAX) - start as usize,
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
    test: impl Test,
) -> Option<usize> {
    if limit == 0 {
        return None;
    }
    let end = (start as usize).saturating_add(limit);
    // SAFETY: each block loaded is aligned and holds at least one byte before the limit.
    unsafe {
        let skip = start as usize % Block::SIZE;
        let mut at = start.wrapping_sub(skip);
        let mut mask = Block::mask(test.hits(Block::load_aligned(at))) >> skip << skip;
        let found = loop {
            if mask != 0 {
                break at as usize + mask.trailing_zeros() as usize;
            }
            at = at.wrapping_add(Block::SIZE);
            if at as usize >= end {
                return None;
            }
            if at as usize % 64 == 0 {
                break test.scan(at, end);
            }
            mask = Block::mask(test.hits(Block::load_aligned(at)));
        };
        (found < end).then(|| found - start as usize)
    }
}

/// Offset of the first hit in the blocks up to a multiple of 64, or how many bytes those are.
///
/// # Safety
/// The bytes up to the first hit are readable.
#[inline(always)]
unsafe fn first_blocks(start: *const u8, test: impl Test) -> Result<usize, usize> {
    // SAFETY: the first two blocks are within the first byte's page; each other one is aligned and holds at least
    // one byte at or before the first hit.
    unsafe {
        let skip = start as usize % Block::SIZE;
        let mut at = start.wrapping_sub(skip);
        if start as usize % PAGE <= PAGE - 2 * Block::SIZE {
            let second = start.wrapping_add(Block::SIZE);
            let found = Block::mask(test.hits(Block::load(start)))
                | (Block::mask(test.hits(Block::load(second))) << Block::SIZE);
            if found != 0 {
                return Ok(found.trailing_zeros() as usize);
            }
            at = at.wrapping_add(Block::SIZE);
            if at as usize % 64 == 0 {
                return Err(at as usize - start as usize);
            }
        } else {
            let found = Block::mask(test.hits(Block::load_aligned(at))) >> skip;
            if found != 0 {
                return Ok(found.trailing_zeros() as usize);
            }
        }
        loop {
            at = at.wrapping_add(Block::SIZE);
            let offset = at as usize - start as usize;
            if at as usize % 64 == 0 {
                return Err(offset);
            }
            let found = Block::mask(test.hits(Block::load_aligned(at)));
            if found != 0 {
                return Ok(offset + found.trailing_zeros() as usize);
            }
        }
    }
}

#[inline(always)]
unsafe fn scan_zero<V: Vector>(at: *const u8, end: usize) -> usize {
    // SAFETY: the caller's promise.
    unsafe { scan_with::<V>(at, end, Zero) }
}

#[inline(always)]
unsafe fn scan_byte<V: Vector>(at: *const u8, end: usize, byte: u8) -> usize {
    // SAFETY: the caller's promise.
    unsafe { scan_with::<V>(at, end, Byte(byte)) }
}

#[inline(always)]
unsafe fn scan_byte_or_zero<V: Vector>(at: *const u8, end: usize, byte: u8) -> usize {
    // SAFETY: the caller's promise.
    unsafe { scan_with::<V>(at, end, ByteOrZero(byte)) }
}

/// [`Test::scan`].
#[inline(always)]
unsafe fn scan_with<V: Vector>(mut at: *const u8, end: usize, test: impl Test) -> usize {
    // SAFETY: each load is aligned and holds a byte before the hit and the end; four at once are within an
    // aligned area of four, and so within a page.
    unsafe {
        while at as usize % (4 * V::SIZE) != 0 {
            let mask = V::mask(test.hits(V::load_aligned(at)));
            if mask != 0 {
                return at as usize + mask.trailing_zeros() as usize;
            }
            at = at.wrapping_add(V::SIZE);
            if at as usize >= end {
                return end;
            }
        }
        while !test.any(V::load_four(at)) {
            at = at.wrapping_add(4 * V::SIZE);
            if at as usize >= end {
                return end;
            }
        }
        loop {
            let mask = V::mask(test.hits(V::load_aligned(at)));
            if mask != 0 {
                return at as usize + mask.trailing_zeros() as usize;
            }
            at = at.wrapping_add(V::SIZE);
        }
    }
}

/// The bytes in which two sets of four vectors differ, laid over each other.
#[inline(always)]
unsafe fn differences<V: Vector>(x: [V; 4], y: [V; 4]) -> V {
    // SAFETY: the caller's promise.
    unsafe {
        let first = x[0].xor(y[0]).or(x[1].xor(y[1]));
        first.or(x[2].xor(y[2]).or(x[3].xor(y[3])))
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
    let mut at = 0;
    // SAFETY: every load is within `count` bytes.
    unsafe {
        while at + 4 * V::SIZE <= count {
            let different = differences(V::load_four(a.add(at)), V::load_four(b.add(at)));
            if V::mask(different.zero()) != V::ALL {
                break;
            }
            at += 4 * V::SIZE;
        }
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
        let mut at = 0;
        // Most strings differ, or end, soon.
        while at < 64 && at < limit && fit(a.add(at), b.add(at), Block::SIZE) {
            if let Some(result) = compare_vector::<Block>(a, b, at, limit) {
                return result;
            }
            at += Block::SIZE;
        }
        if at >= limit {
            return 0;
        }
        // A part is compared again so that the loads from one of the two are aligned.
        let past = a.add(at) as usize % 64;
        compare_on(a, b, if at >= past { at - past } else { at }, limit)
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
        let x = V::load(a.add(at));
        let stop = (V::mask(x.equal(V::load(b.add(at)))) ^ V::ALL) | V::mask(x.zero());
        if stop == 0 {
            return None;
        }
        let index = at + stop.trailing_zeros() as usize;
        match index >= limit {
            true => Some(0),
            false => Some(c_int::from(*a.add(index)) - c_int::from(*b.add(index))),
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
    // SAFETY: vectors are loaded only where they stay within the page of a byte to be looked at.
    unsafe {
        while at < limit {
            let (x, y) = (a.add(at), b.add(at));
            if fit(x, y, 4 * V::SIZE) {
                let four = V::load_four(x);
                let different = differences(four, V::load_four(y));
                let least = four[0].min(four[1]).min(four[2].min(four[3]));
                if V::mask(different.zero()) == V::ALL && V::mask(least.zero()) == 0 {
                    at += 4 * V::SIZE;
                    continue;
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
                let (target, source) = (target.add(skipped), source.add(skipped));
                skipped + copy_string_on(target, source)
            }
        }
    }
}

widest! {
    /// [`copy_string`], where `source` is a multiple of 64.
    unsafe fn copy_string_on(target: *mut u8, source: *const u8) -> usize = copy_string_with
}

#[inline(always)]
unsafe fn copy_string_with<V: Vector>(target: *mut u8, source: *const u8) -> usize {
    let mut at = 0;
    // SAFETY: loads as in `scan_with`; what is stored is of the string.
    unsafe {
        loop {
            if source.wrapping_add(at) as usize % PAGE <= PAGE - 4 * V::SIZE {
                let four: [V; 4] = V::load_four(source.wrapping_add(at));
                if !Zero.any(four) {
                    V::store_four(four, target.add(at));
                    at += 4 * V::SIZE;
                    continue;
                }
                for vector in four {
                    if let Some(rest) = store_string(vector, target.add(at), source.add(at)) {
                        return at + rest;
                    }
                    at += V::SIZE;
                }
            }
            let vector = V::load_aligned(source.wrapping_add(at));
            if let Some(rest) = store_string(vector, target.add(at), source.add(at)) {
                return at + rest;
            }
            at += V::SIZE;
        }
    }
}

/// Stores a vector that was loaded from a string, to its terminator; where that is, if it is there.
///
/// # Safety
/// `target` takes what of the string is in the vector.
#[inline(always)]
unsafe fn store_string<V: Vector>(vector: V, target: *mut u8, source: *const u8) -> Option<usize> {
    // SAFETY: the caller's promise.
    unsafe {
        let mask = V::mask(vector.zero());
        if mask == 0 {
            vector.store(target);
            return None;
        }
        let rest = mask.trailing_zeros() as usize;
        copy(target, source, rest + 1);
        Some(rest)
    }
}
