//! The two words that a free block carries: the link to the next one, encoded with the process's secret,
//! and a check over link and address. A block that has a valid check is free: freeing it again is seen at
//! once, and so is a store into it, when it is taken.

use super::corruption;
use core::sync::atomic::{AtomicUsize, Ordering};

/// The secret; 0 until the first heap is set up, when there are no blocks.
static KEY: AtomicUsize = AtomicUsize::new(0);

/// The check's place in a block that is taken. A program that then writes only a part of the first word, where the
/// link was, must not make the two a valid pair: so this is no little number.
const USED: usize = 0x9e37_79b9_7f4a_7c15;

/// Sets the secret; the first caller's stays.
pub fn set_key(key: usize) {
    let _ = KEY.compare_exchange(0, key, Ordering::Relaxed, Ordering::Relaxed);
}

#[inline(always)]
fn key() -> usize {
    KEY.load(Ordering::Relaxed)
}

/// The check of a free block. The link is rotated so that its secret and the check's own do not cancel out: the
/// difference or sum of two words would often be a block size, which programs do write into blocks.
#[inline(always)]
fn check(key: usize, block: usize, link: usize) -> usize {
    block ^ key ^ link.rotate_left(29)
}

/// Makes a block free, with `next` behind it.
///
/// # Safety
/// The block's 16 bytes are the allocator's.
#[inline(always)]
pub unsafe fn link(block: *mut u8, next: *mut u8) {
    let words: *mut usize = block.cast();
    let key = key();
    let link = next as usize ^ key;
    // SAFETY: the caller's promise; blocks are aligned to 16.
    unsafe {
        *words = link;
        *words.add(1) = check(key, block as usize, link);
    }
}

/// Whether the words are those of a free block.
///
/// # Safety
/// The 16 bytes can be read.
#[inline(always)]
pub unsafe fn is_free(block: *const u8) -> bool {
    let words: *const usize = block.cast();
    // SAFETY: the caller's promise.
    unsafe { *words.add(1) == check(key(), block as usize, *words) }
}

/// Takes a free block: the one behind it. Ends the process if the words were overwritten.
///
/// # Safety
/// The block is the first of a list.
#[inline(always)]
pub unsafe fn unlink(block: *mut u8) -> *mut u8 {
    let (words, key): (*mut usize, _) = (block.cast(), key());
    // SAFETY: the caller's promise.
    unsafe {
        let link = *words;
        if *words.add(1) != check(key, block as usize, link) {
            corruption("a free block was written to");
        }
        mark_used(block);
        core::ptr::with_exposed_provenance_mut(link ^ key)
    }
}

/// Makes sure that a block does not look free.
///
/// # Safety
/// The block's 16 bytes are the allocator's.
#[inline(always)]
pub unsafe fn mark_used(block: *mut u8) {
    // SAFETY: the caller's promise.
    unsafe { *block.cast::<usize>().add(1) = USED }
}

#[cfg(test)]
mod tests {
    use super::check;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]

        /// A program that leaves the first word as it was and writes a number into the second.
        #[test]
        fn a_number_or_an_address_is_no_check(key: usize, block in 0..1_usize << 43, step in 1..4096_usize, number in 0..4096_usize) {
            let (block, next) = (block << 4, (block + step) << 4);
            let right = check(key, block, next ^ key);
            for written in [number, step << 4, block, next, block ^ next, next.wrapping_sub(block), block.wrapping_sub(next)] {
                prop_assert_ne!(right, written);
            }
        }
    }
}
