//! Looking for one byte: `memchr`, `strchr` and their relatives.

use core::ffi::{c_char, c_int, c_void};
use core::ptr::null_mut;

use super::length::strlen;
use super::scan::{first_blocks, position, position_within};
use crate::arch::{widest, Byte, ByteOrZero, Vector};

/// Offset of the first `byte` among the first `n` bytes.
///
/// # Safety
/// The bytes are readable up to the match or `n`, whichever is first.
#[inline(always)]
pub(crate) unsafe fn find_byte(s: *const u8, byte: u8, n: usize) -> Option<usize> {
    // SAFETY: as promised by the caller.
    unsafe { position_within(s, n, Byte(byte)) }
}

/// Finds the first byte equal to `c` among `n`; null when there is none.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn memchr(s: *const c_void, c: c_int, n: usize) -> *mut c_void {
    // SAFETY: the caller passes an area readable up to the match or `n`.
    match unsafe { find_byte(s.cast(), c as u8, n) } {
        Some(at) => s.cast_mut().wrapping_byte_add(at),
        None => null_mut(),
    }
}

/// Finds the last byte equal to `c` among `n`; null when there is none.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn memrchr(s: *const c_void, c: c_int, n: usize) -> *mut c_void {
    if n == 0 {
        return null_mut();
    }
    // SAFETY: the caller passes `n` readable bytes.
    let bytes = unsafe { core::slice::from_raw_parts(s.cast::<u8>(), n) };
    match memchr::memrchr(c as u8, bytes) {
        Some(at) => s.cast_mut().wrapping_byte_add(at),
        None => null_mut(),
    }
}

/// Finds the first byte equal to `c`, which must be there.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn rawmemchr(s: *const c_void, c: c_int) -> *mut c_void {
    // SAFETY: the caller promises that `c` occurs.
    let at = unsafe { position(s.cast(), Byte(c as u8)) };
    s.cast_mut().wrapping_byte_add(at)
}

/// Finds the first `c` in a string, or its terminator.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn strchrnul(s: *const c_char, c: c_int) -> *mut c_char {
    // SAFETY: the caller passes a terminated string.
    let at = unsafe { position(s.cast(), ByteOrZero(c as u8)) };
    s.cast_mut().wrapping_add(at)
}

/// Finds the first `c` in a string (the terminator counts as part of it); null when there is none.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn strchr(s: *const c_char, c: c_int) -> *mut c_char {
    // SAFETY: the caller passes a terminated string.
    unsafe {
        match first_blocks(s.cast(), ByteOrZero(c as u8)) {
            Ok(at) => if_equal(s.add(at), c as u8),
            Err(skipped) => strchr_on(s, skipped, c as u8),
        }
    }
}

widest! {
    /// `strchr`, from an offset on. It makes the answer itself, so that it is reached by a jump.
    unsafe fn strchr_on(s: *const c_char, skipped: usize, byte: u8) -> *mut c_char = strchr_with
}

#[inline(always)]
unsafe fn strchr_with<V: Vector>(s: *const c_char, skipped: usize, byte: u8) -> *mut c_char {
    // SAFETY: the caller's promise; the terminator is found at the latest.
    unsafe {
        let at = V::find(ByteOrZero(byte), s as usize + skipped, usize::MAX);
        if_equal(at as *const c_char, byte)
    }
}

/// The place, if it holds the byte; else null.
#[inline(always)]
unsafe fn if_equal(at: *const c_char, byte: u8) -> *mut c_char {
    // SAFETY: the caller vouches for the place.
    match unsafe { *at } as u8 == byte {
        true => at.cast_mut(),
        false => null_mut(),
    }
}

/// Finds the last `c` in a string (the terminator counts as part of it); null when there is none.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn strrchr(s: *const c_char, c: c_int) -> *mut c_char {
    // SAFETY: the caller passes a terminated string: strlen + 1 bytes are readable.
    unsafe { memrchr(s.cast(), c, strlen(s) + 1).cast() }
}
