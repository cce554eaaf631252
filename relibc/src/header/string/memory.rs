//! The functions that compilers call themselves.

use crate::types::*;
use core::arch::asm;

/// C: `memcpy`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn memcpy(
    to: *mut c_void,
    from: *const c_void,
    length: size_t,
) -> *mut c_void {
    // SAFETY: the caller's promise.
    unsafe {
        asm!("rep movsb", inout("rcx") length => _, inout("rdi") to => _, inout("rsi") from => _, options(nostack, preserves_flags));
    }
    to
}

/// C: `memmove`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn memmove(
    to: *mut c_void,
    from: *const c_void,
    length: size_t,
) -> *mut c_void {
    // SAFETY: the caller's promise; backwards when the end of the source would be overwritten.
    unsafe {
        if (to as usize).wrapping_sub(from as usize) >= length {
            return memcpy(to, from, length);
        }
        let (last_to, last_from) = (
            to.byte_add(length).byte_sub(1),
            from.byte_add(length).byte_sub(1),
        );
        asm!("std", "rep movsb", "cld", inout("rcx") length => _, inout("rdi") last_to => _, inout("rsi") last_from => _, options(nostack));
    }
    to
}

/// C: `memset`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn memset(to: *mut c_void, byte: c_int, length: size_t) -> *mut c_void {
    // SAFETY: the caller's promise.
    unsafe {
        asm!("rep stosb", inout("rcx") length => _, inout("rdi") to => _, in("al") byte as u8, options(nostack, preserves_flags));
    }
    to
}

/// C: `memcmp`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn memcmp(a: *const c_void, b: *const c_void, length: size_t) -> c_int {
    let mut index = 0;
    while index < length {
        // SAFETY: the caller's promise.
        let (x, y) = unsafe { (*a.cast::<u8>().add(index), *b.cast::<u8>().add(index)) };
        if x != y {
            return c_int::from(x) - c_int::from(y);
        }
        index += 1;
    }
    0
}

/// BSD: `bcmp`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn bcmp(a: *const c_void, b: *const c_void, length: size_t) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { memcmp(a, b, length) }
}

/// C: `strlen`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn strlen(string: *const c_char) -> size_t {
    let mut length = 0;
    // SAFETY: the caller's promise.
    while unsafe { *string.add(length) } != 0 {
        length += 1;
    }
    length
}
