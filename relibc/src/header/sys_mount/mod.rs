//! `<sys/mount.h>`.

use crate::errno::ResultExt;
use crate::platform::Sys;
use crate::types::*;

/// Linux: `mount`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn mount(
    source: *const c_char,
    target: *const c_char,
    kind: *const c_char,
    flags: c_ulong,
    data: *const c_void,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::mount(source, target, kind, flags, data) }.zero_or_errno()
}

/// Linux: `umount`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn umount(target: *const c_char) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::umount2(target, 0) }.zero_or_errno()
}

/// Linux: `umount2`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn umount2(target: *const c_char, flags: c_int) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::umount2(target, flags) }.zero_or_errno()
}
