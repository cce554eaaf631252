//! `<sys/eventfd.h>`.

use crate::errno::ResultExt;
use crate::platform::Sys;
use crate::types::*;

/// Linux: `eventfd`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn eventfd(value: c_uint, flags: c_int) -> c_int {
    // SAFETY: takes no pointers.
    unsafe { Sys::eventfd2(value, flags) }.or_errno()
}

/// Linux: `eventfd_read`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn eventfd_read(fd: c_int, value: *mut u64) -> c_int {
    // SAFETY: the caller's promise.
    let result = unsafe { Sys::read(fd, value.cast(), 8) };
    if result == Ok(8) {
        0
    } else {
        result.map(|_| -1).or_errno()
    }
}

/// Linux: `eventfd_write`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn eventfd_write(fd: c_int, value: u64) -> c_int {
    // SAFETY: the word is whole.
    let result = unsafe { Sys::write(fd, (&raw const value).cast(), 8) };
    if result == Ok(8) {
        0
    } else {
        result.map(|_| -1).or_errno()
    }
}
