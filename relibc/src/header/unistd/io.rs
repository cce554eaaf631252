//! Reading, writing and descriptors.

use crate::errno::ResultExt;
use crate::platform::Sys;
use crate::types::*;

/// POSIX: `read`. A cancellation point.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn read(fd: c_int, buffer: *mut c_void, length: size_t) -> ssize_t {
    // SAFETY: the caller's promise.
    unsafe { Sys::read(fd, buffer, length) }.or_errno()
}

/// POSIX: `write`. A cancellation point.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn write(fd: c_int, buffer: *const c_void, length: size_t) -> ssize_t {
    // SAFETY: the caller's promise.
    unsafe { Sys::write(fd, buffer, length) }.or_errno()
}
