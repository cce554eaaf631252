//! `strlen` and `strnlen`.

use core::ffi::c_char;

use super::scan::{position, position_within};
use crate::arch::Zero;

/// Length of a string, without its terminator.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn strlen(s: *const c_char) -> usize {
    // SAFETY: the caller passes a terminated string.
    unsafe { position(s.cast(), Zero) }
}

/// Length of a string of which at most `maxlen` bytes are looked at.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn strnlen(s: *const c_char, maxlen: usize) -> usize {
    // SAFETY: the string is readable to its terminator or to `maxlen`.
    unsafe { position_within(s.cast(), maxlen, Zero) }.unwrap_or(maxlen)
}
