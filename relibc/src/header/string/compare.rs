//! Comparing strings: `strcmp`, `strncmp`, `strcoll`, `strxfrm`, `strverscmp`.

use core::ffi::{c_char, c_int};

use super::copy::strlcpy;
use super::length::strlen;
use crate::arch::Block;
use crate::types::locale_t;

/// Size that page boundaries are multiples of; a read that stays within one cannot fault alone.
const PAGE: usize = 4096;

#[inline(always)]
fn block_fits(at: *const u8) -> bool {
    at as usize % PAGE <= PAGE - Block::SIZE
}

/// Compares up to `limit` bytes, ending at the first difference or the first terminator.
///
/// # Safety
/// Both are readable up to the first difference, terminator or the limit.
#[inline(always)]
unsafe fn compare_until(a: *const u8, b: *const u8, limit: usize) -> c_int {
    // SAFETY: a block is loaded only where it stays within the page of a byte to be looked at.
    unsafe {
        let mut at = 0;
        while at < limit {
            if block_fits(a.add(at)) && block_fits(b.add(at)) {
                let x = Block::load(a.add(at));
                let stop = (x.equal(Block::load(b.add(at))) ^ 0xffff) | x.zero();
                if stop == 0 {
                    at += Block::SIZE;
                    continue;
                }
                let index = at + stop.trailing_zeros() as usize;
                if index >= limit {
                    return 0;
                }
                return c_int::from(*a.add(index)) - c_int::from(*b.add(index));
            }
            let (x, y) = (*a.add(at), *b.add(at));
            if x != y || x == 0 {
                return c_int::from(x) - c_int::from(y);
            }
            at += 1;
        }
        0
    }
}

/// Compares two strings, bytes as unsigned.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn strcmp(a: *const c_char, b: *const c_char) -> c_int {
    // SAFETY: the caller passes terminated strings.
    unsafe { compare_until(a.cast(), b.cast(), usize::MAX) }
}

/// Compares at most `n` bytes of two strings.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn strncmp(a: *const c_char, b: *const c_char, n: usize) -> c_int {
    // SAFETY: the caller passes strings that are terminated or at least `n` long.
    unsafe { compare_until(a.cast(), b.cast(), n) }
}

/// Compares two strings in the locale's order, which is that of the bytes in every locale we have.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn strcoll(a: *const c_char, b: *const c_char) -> c_int {
    // SAFETY: the caller passes terminated strings.
    unsafe { strcmp(a, b) }
}

/// As `strcoll`, in the given locale.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn strcoll_l(a: *const c_char, b: *const c_char, _locale: locale_t) -> c_int {
    // SAFETY: the caller passes terminated strings.
    unsafe { strcmp(a, b) }
}

/// Transforms a string so that `strcmp` of two results orders as `strcoll` of the originals: a copy.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn strxfrm(dest: *mut c_char, src: *const c_char, n: usize) -> usize {
    // SAFETY: the source is terminated and the target takes `n` bytes; nothing is written past it.
    unsafe {
        if n == 0 {
            return strlen(src);
        }
        strlcpy(dest, src, n)
    }
}

/// As `strxfrm`, in the given locale.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn strxfrm_l(
    dest: *mut c_char,
    src: *const c_char,
    n: usize,
    _locale: locale_t,
) -> usize {
    // SAFETY: passed on as received.
    unsafe { strxfrm(dest, src, n) }
}

/// Compares strings that hold version numbers: where digits differ, by the value of the number.
///
/// The rule is the GNU C library's (strverscmp(3)): runs of digits that begin with zeros are taken as
/// fractions, so that more leading zeros sort first ("000" < "00" < "01" < "010" < "09" < "0" < "1").
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn strverscmp(a: *const c_char, b: *const c_char) -> c_int {
    // SAFETY: both strings are terminated; no index passes the first terminator or difference, but
    // while both have digits.
    unsafe {
        let (a, b) = (a.cast::<u8>(), b.cast::<u8>());
        let mut at = 0;
        // Where the run of digits that holds the current place starts, and whether it is all zeros.
        let mut run = 0;
        let mut zeros = true;
        while *a.add(at) == *b.add(at) {
            let byte = *a.add(at);
            if byte == 0 {
                return 0;
            }
            if !byte.is_ascii_digit() {
                run = at + 1;
                zeros = true;
            } else if byte != b'0' {
                zeros = false;
            }
            at += 1;
        }
        let (x, y) = (*a.add(at), *b.add(at));
        let nonzero = |byte: u8| (b'1'..=b'9').contains(&byte);
        if nonzero(*a.add(run)) && nonzero(*b.add(run)) {
            // Whole numbers: the longer run is the larger.
            let mut end = at;
            while (*a.add(end)).is_ascii_digit() {
                if !(*b.add(end)).is_ascii_digit() {
                    return 1;
                }
                end += 1;
            }
            if (*b.add(end)).is_ascii_digit() {
                return -1;
            }
        } else if zeros && run < at && (x.is_ascii_digit() || y.is_ascii_digit()) {
            // Only zeros in common: a digit sorts before the end of the number.
            let rank = |byte: u8| c_int::from(byte.wrapping_sub(b'0'));
            return rank(x) - rank(y);
        }
        c_int::from(x) - c_int::from(y)
    }
}
