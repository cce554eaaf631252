//! Comparing strings: `strcmp`, `strncmp`, `strcoll`, `strxfrm`, `strverscmp`.

use core::ffi::{c_char, c_int, CStr};

use super::copy::strlcpy;
use super::length::strlen;
use super::scan::compare_until;
use crate::header::locale::data::{of_category, Known};
use crate::header::locale::order::{self, Characters};
use crate::header::locale::{resolve, LC_COLLATE};
use crate::types::locale_t;

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

/// Compares two strings in a locale's order, which is that of the bytes where the locale says nothing.
///
/// # Safety
/// The strings are terminated.
unsafe fn collate(a: *const c_char, b: *const c_char, locale: Known) -> c_int {
    // SAFETY: the caller's promise.
    unsafe {
        let Some(collation) = order::of(locale) else {
            return strcmp(a, b);
        };
        let (a, b) = (CStr::from_ptr(a).to_bytes(), CStr::from_ptr(b).to_bytes());
        order::compare(&collation, Characters(a), Characters(b)) as c_int
    }
}

/// Compares two strings in the locale's order.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn strcoll(a: *const c_char, b: *const c_char) -> c_int {
    // SAFETY: the caller passes terminated strings.
    unsafe { collate(a, b, of_category(LC_COLLATE)) }
}

/// As `strcoll`, in the given locale.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn strcoll_l(a: *const c_char, b: *const c_char, locale: locale_t) -> c_int {
    // SAFETY: the caller passes terminated strings and a locale object.
    unsafe { collate(a, b, resolve(locale).data[LC_COLLATE as usize]) }
}

/// Transforms a string so that `strcmp` of two results orders as [`collate`] of the originals.
///
/// # Safety
/// The source is terminated and the target takes `n` bytes.
unsafe fn transform(dest: *mut c_char, src: *const c_char, n: usize, locale: Known) -> usize {
    // SAFETY: the caller's promise; nothing is written past the target.
    unsafe {
        let Some(collation) = order::of(locale) else {
            return match n {
                0 => strlen(src),
                _ => strlcpy(dest, src, n),
            };
        };
        let key = order::key(&collation, Characters(CStr::from_ptr(src).to_bytes()));
        if n > 0 {
            let length = key.len().min(n - 1);
            dest.cast::<u8>()
                .copy_from_nonoverlapping(key.as_ptr(), length);
            *dest.add(length) = 0;
        }
        key.len()
    }
}

/// Transforms a string so that `strcmp` of two results orders as `strcoll` of the originals.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn strxfrm(dest: *mut c_char, src: *const c_char, n: usize) -> usize {
    // SAFETY: passed on as received.
    unsafe { transform(dest, src, n, of_category(LC_COLLATE)) }
}

/// As `strxfrm`, in the given locale.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn strxfrm_l(
    dest: *mut c_char,
    src: *const c_char,
    n: usize,
    locale: locale_t,
) -> usize {
    // SAFETY: passed on as received; the caller gives a locale object.
    unsafe { transform(dest, src, n, resolve(locale).data[LC_COLLATE as usize]) }
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
