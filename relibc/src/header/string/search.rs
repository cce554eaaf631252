//! Looking for a string in a string: `strstr`, `strcasestr`, `memmem`.
//!
//! The search is the `memchr` crate's: two-way (linear time, constant space) with a vectorised
//! prefilter. Where the haystack's length is not known it is measured in windows that double, so
//! that the cost follows the place of the match and not the length of the haystack.

use core::ffi::{c_char, c_void};
use core::ptr::null_mut;
use core::slice::from_raw_parts;

use super::find::{memchr, strchr};
use super::length::{strlen, strnlen};

/// Finds `needle` in `haystack`; null when it does not occur.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn memmem(
    haystack: *const c_void,
    haystack_len: usize,
    needle: *const c_void,
    needle_len: usize,
) -> *mut c_void {
    if needle_len == 0 {
        return haystack.cast_mut();
    }
    if needle_len > haystack_len {
        return null_mut();
    }
    // SAFETY: the caller passes areas of the lengths given.
    unsafe {
        if needle_len == 1 {
            return memchr(haystack, (*needle.cast::<u8>()).into(), haystack_len);
        }
        let bytes = from_raw_parts(haystack.cast::<u8>(), haystack_len);
        match memchr::memmem::find(bytes, from_raw_parts(needle.cast(), needle_len)) {
            Some(at) => haystack.cast_mut().byte_add(at),
            None => null_mut(),
        }
    }
}

/// Finds the string `needle` in the string `haystack`; null when it does not occur.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn strstr(haystack: *const c_char, needle: *const c_char) -> *mut c_char {
    // SAFETY: both strings are terminated; every window ends at or before the terminator.
    unsafe {
        if *needle == 0 {
            return haystack.cast_mut();
        }
        // Nothing before the needle's first byte can match.
        let start = strchr(haystack, (*needle).into());
        if start.is_null() || *needle.add(1) == 0 {
            return start;
        }
        let needle_len = strlen(needle);
        let finder = memchr::memmem::Finder::new(from_raw_parts(needle.cast::<u8>(), needle_len));
        let mut window_start = 0;
        let mut window = 256.max(4 * needle_len);
        loop {
            let length = strnlen(start.add(window_start), window);
            let bytes = from_raw_parts(start.add(window_start).cast::<u8>(), length);
            if let Some(at) = finder.find(bytes) {
                return start.add(window_start + at);
            }
            if length < window {
                return null_mut();
            }
            window_start += window - (needle_len - 1);
            window *= 2;
        }
    }
}

/// As `strstr`, but ASCII letters match in either case.
///
/// Two-way needs equality only, so it would do here too; the needles met in practice are short, and
/// the plain method's product of lengths stays small.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn strcasestr(haystack: *const c_char, needle: *const c_char) -> *mut c_char {
    // SAFETY: both strings are terminated; strncasecmp stops at either terminator.
    unsafe {
        let length = strlen(needle);
        if length == 0 {
            return haystack.cast_mut();
        }
        let first = (*needle as u8).to_ascii_lowercase();
        let mut at = haystack;
        while *at != 0 {
            if (*at as u8).to_ascii_lowercase() == first
                && crate::header::strings::strncasecmp(at, needle, length) == 0
            {
                return at.cast_mut();
            }
            at = at.add(1);
        }
        null_mut()
    }
}
