//! `<inttypes.h>`: the widest integers, and formats for integers of given width.

use crate::header::stdlib::{ldiv_t, strtol, strtoul};
use crate::types::*;

/// C: `imaxabs`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn imaxabs(value: intmax_t) -> intmax_t {
    value.wrapping_abs()
}

/// Quotient and remainder.
pub type imaxdiv_t = ldiv_t;

/// C: `imaxdiv`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn imaxdiv(numerator: intmax_t, denominator: intmax_t) -> imaxdiv_t {
    crate::header::stdlib::ldiv(numerator, denominator)
}

/// C: `strtoimax`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn strtoimax(
    text: *const c_char,
    end: *mut *mut c_char,
    base: c_int,
) -> intmax_t {
    // SAFETY: passed on as received.
    unsafe { strtol(text, end, base) }
}

/// C: `strtoumax`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn strtoumax(
    text: *const c_char,
    end: *mut *mut c_char,
    base: c_int,
) -> uintmax_t {
    // SAFETY: passed on as received.
    unsafe { strtoul(text, end, base) }
}
