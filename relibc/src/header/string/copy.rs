//! Copying strings: `strcpy`, `strcat`, `strdup` and their relatives.

use core::ffi::c_char;
use core::ptr::null_mut;

use super::length::{strlen, strnlen};
use super::scan::copy_string;
use crate::arch::{copy, fill};
use crate::header::malloc::program::malloc;

/// Copies a string and returns the address of the terminator of the copy.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn stpcpy(dest: *mut c_char, src: *const c_char) -> *mut c_char {
    // SAFETY: the source is terminated and the target takes the string with its terminator.
    unsafe { dest.add(copy_string(dest.cast(), src.cast())) }
}

/// Copies a string.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn strcpy(dest: *mut c_char, src: *const c_char) -> *mut c_char {
    // SAFETY: passed on as received.
    unsafe { stpcpy(dest, src) };
    dest
}

/// Copies at most `n` bytes of a string and fills up with zeros to `n`.
/// Returns the address of the first zero, or the end.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn stpncpy(dest: *mut c_char, src: *const c_char, n: usize) -> *mut c_char {
    // SAFETY: the source is readable to its terminator or `n`, the target takes `n` bytes.
    unsafe {
        let length = strnlen(src, n);
        copy(dest.cast(), src.cast(), length);
        fill(dest.add(length).cast(), 0, n - length);
        dest.add(length)
    }
}

/// Copies at most `n` bytes of a string and fills up with zeros to `n`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn strncpy(dest: *mut c_char, src: *const c_char, n: usize) -> *mut c_char {
    // SAFETY: passed on as received.
    unsafe { stpncpy(dest, src, n) };
    dest
}

/// Appends a string.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn strcat(dest: *mut c_char, src: *const c_char) -> *mut c_char {
    // SAFETY: both are terminated and the target has room for the result.
    unsafe { stpcpy(dest.add(strlen(dest)), src) };
    dest
}

/// Appends at most `n` bytes of a string, and a terminator.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn strncat(dest: *mut c_char, src: *const c_char, n: usize) -> *mut c_char {
    // SAFETY: the target is terminated and has room for the result.
    unsafe {
        let end = dest.add(strlen(dest));
        let length = strnlen(src, n);
        copy(end.cast(), src.cast(), length);
        *end.add(length) = 0;
    }
    dest
}

/// Copies a string into an area of `size` bytes, cutting it short where needed, always terminated
/// when `size` is not 0. Returns the length of the source.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn strlcpy(dest: *mut c_char, src: *const c_char, size: usize) -> usize {
    // SAFETY: the source is terminated; at most `size` bytes are written.
    unsafe {
        let length = strlen(src);
        if size > 0 {
            let part = length.min(size - 1);
            copy(dest.cast(), src.cast(), part);
            *dest.add(part) = 0;
        }
        length
    }
}

/// Appends to a string in an area of `size` bytes, cutting short where needed. Returns the length
/// that the whole result would have had.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn strlcat(dest: *mut c_char, src: *const c_char, size: usize) -> usize {
    // SAFETY: the target is readable to its terminator or `size`, and at most `size` is written.
    unsafe {
        let length = strnlen(dest, size);
        if length == size {
            return size + strlen(src);
        }
        length + strlcpy(dest.add(length), src, size - length)
    }
}

/// A copy of a string in fresh memory; null, with ENOMEM, when there is none.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn strdup(s: *const c_char) -> *mut c_char {
    // SAFETY: the caller passes a terminated string.
    unsafe { duplicate(s, strlen(s)) }
}

/// A copy of at most `n` bytes of a string in fresh memory; null, with ENOMEM, when there is none.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn strndup(s: *const c_char, n: usize) -> *mut c_char {
    // SAFETY: the string is readable to its terminator or `n`.
    unsafe { duplicate(s, strnlen(s, n)) }
}

unsafe fn duplicate(s: *const c_char, length: usize) -> *mut c_char {
    // SAFETY: `length` bytes of `s` are readable, and the new memory has one more.
    unsafe {
        let target = malloc(length + 1).cast::<c_char>();
        if target.is_null() {
            return null_mut();
        }
        copy(target.cast(), s.cast(), length);
        *target.add(length) = 0;
        target
    }
}
