//! `strlen` and `strnlen`, and the scanning loop that the other files share.

use core::ffi::c_char;

use crate::arch::Block;

/// Offset of the first byte for which `test` answers in its mask. There must be one.
///
/// # Safety
/// The bytes from `start` up to that one are readable.
#[inline(always)]
pub(crate) unsafe fn position(start: *const u8, test: impl Fn(Block) -> u32) -> usize {
    let skip = start as usize % Block::SIZE;
    // SAFETY: each block loaded is aligned and holds at least one byte at or before the match.
    unsafe {
        let mut at = start.wrapping_sub(skip);
        let found = test(Block::load_aligned(at)) >> skip;
        if found != 0 {
            return found.trailing_zeros() as usize;
        }
        loop {
            at = at.wrapping_add(Block::SIZE);
            let found = test(Block::load_aligned(at));
            if found != 0 {
                return at as usize - start as usize + found.trailing_zeros() as usize;
            }
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
    test: impl Fn(Block) -> u32,
) -> Option<usize> {
    if limit == 0 {
        return None;
    }
    let skip = start as usize % Block::SIZE;
    // SAFETY: each block loaded is aligned and holds at least one byte before the limit.
    unsafe {
        let mut at = start.wrapping_sub(skip);
        let mut found = test(Block::load_aligned(at)) >> skip;
        let mut offset = 0;
        let mut scanned = Block::SIZE - skip;
        loop {
            if found != 0 {
                let index = offset + found.trailing_zeros() as usize;
                return (index < limit).then_some(index);
            }
            if scanned >= limit {
                return None;
            }
            at = at.wrapping_add(Block::SIZE);
            offset = scanned;
            scanned += Block::SIZE;
            found = test(Block::load_aligned(at));
        }
    }
}

/// Length of a string, without its terminator.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn strlen(s: *const c_char) -> usize {
    // SAFETY: the caller passes a terminated string.
    unsafe { position(s.cast(), Block::zero) }
}

/// Length of a string of which at most `maxlen` bytes are looked at.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn strnlen(s: *const c_char, maxlen: usize) -> usize {
    // SAFETY: the string is readable to its terminator or to `maxlen`.
    unsafe { position_within(s.cast(), maxlen, Block::zero) }.unwrap_or(maxlen)
}
