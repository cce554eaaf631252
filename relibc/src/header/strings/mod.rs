//! `strings.h`: comparing without regard to case, bit search, and the BSD names of `string.h`'s
//! functions.

use core::ffi::{c_char, c_int, c_long, c_longlong, c_void};

use crate::arch::{copy, fill};
use crate::header::locale::cases::{self, Letters};
use crate::header::string::{compare, strchr, strrchr};
use crate::types::locale_t;

/// Compares `n` bytes; 0 when equal.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn bcmp(a: *const c_void, b: *const c_void, n: usize) -> c_int {
    // SAFETY: the caller passes areas of `n` bytes.
    unsafe { compare(a.cast(), b.cast(), n) }
}

/// Copies `n` bytes from `src` to `dest`, which may overlap.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn bcopy(src: *const c_void, dest: *mut c_void, n: usize) {
    // SAFETY: the caller passes areas of `n` bytes.
    unsafe { copy(dest.cast(), src.cast(), n) };
}

/// Zeroes `n` bytes.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn bzero(dest: *mut c_void, n: usize) {
    // SAFETY: the caller passes an area of `n` bytes.
    unsafe { fill(dest.cast(), 0, n) };
}

/// `strchr` by its BSD name.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn index(s: *const c_char, c: c_int) -> *mut c_char {
    // SAFETY: passed on as received.
    unsafe { strchr(s, c) }
}

/// `strrchr` by its BSD name.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn rindex(s: *const c_char, c: c_int) -> *mut c_char {
    // SAFETY: passed on as received.
    unsafe { strrchr(s, c) }
}

/// Number of the lowest set bit, from 1; 0 when none is set.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn ffs(value: c_int) -> c_int {
    ffsll(c_longlong::from(value))
}

/// As `ffs`, for `long`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn ffsl(value: c_long) -> c_int {
    ffsll(value)
}

/// As `ffs`, for `long long`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn ffsll(value: c_longlong) -> c_int {
    if value == 0 {
        0
    } else {
        value.trailing_zeros() as c_int + 1
    }
}

/// Compares two strings without regard to the case of ASCII letters.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn strcasecmp(a: *const c_char, b: *const c_char) -> c_int {
    // SAFETY: passed on as received.
    unsafe { strncasecmp(a, b, usize::MAX) }
}

/// Compares at most `n` bytes of two strings without regard to the case of ASCII letters.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn strncasecmp(a: *const c_char, b: *const c_char, n: usize) -> c_int {
    // SAFETY: passed on as received.
    unsafe { compare_in(cases::current(), a, b, n) }
}

/// # Safety
/// As for `strncasecmp`.
unsafe fn compare_in(letters: Letters, a: *const c_char, b: *const c_char, n: usize) -> c_int {
    // SAFETY: passed on as received.
    unsafe {
        match letters {
            Letters(None) => compare_folded(a, b, n, |byte| byte.to_ascii_lowercase()),
            own => compare_folded(a, b, n, |byte| own.lower_byte(byte)),
        }
    }
}

/// # Safety
/// As for `strncasecmp`.
#[inline]
unsafe fn compare_folded(
    a: *const c_char,
    b: *const c_char,
    n: usize,
    fold: impl Fn(u8) -> u8,
) -> c_int {
    for at in 0..n {
        // SAFETY: the strings are readable up to the first terminator, difference or `n`.
        let (x, y) = unsafe { (*a.add(at) as u8, *b.add(at) as u8) };
        let (x, y) = (fold(x), fold(y));
        if x != y || x == 0 {
            return c_int::from(x) - c_int::from(y);
        }
    }
    0
}

/// As `strcasecmp`, in the given locale.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn strcasecmp_l(
    a: *const c_char,
    b: *const c_char,
    locale: locale_t,
) -> c_int {
    // SAFETY: passed on as received.
    unsafe { strncasecmp_l(a, b, usize::MAX, locale) }
}

/// As `strncasecmp`, in the given locale.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn strncasecmp_l(
    a: *const c_char,
    b: *const c_char,
    n: usize,
    locale: locale_t,
) -> c_int {
    // SAFETY: passed on as received; the caller gives a locale.
    unsafe { compare_in(cases::of_object(locale), a, b, n) }
}
