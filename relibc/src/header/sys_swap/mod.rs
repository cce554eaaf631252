//! `<sys/swap.h>`.

use crate::errno::ResultExt;
use crate::platform::Sys;
use crate::types::*;

/// Linux: `swapon`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn swapon(path: *const c_char, flags: c_int) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::swapon(path, flags) }.zero_or_errno()
}

/// Linux: `swapoff`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn swapoff(path: *const c_char) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::swapoff(path) }.zero_or_errno()
}
