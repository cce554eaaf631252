//! Calls of Linux that no header of ours declares, nor musl's: programs that want them declare them themselves.

use crate::errno::ResultExt;
use crate::platform::Sys;
use crate::types::*;

/// Linux: `arch_prctl`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn arch_prctl(code: c_int, address: c_ulong) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::arch_prctl(code, address) }.zero_or_errno()
}

/// Linux: `capget`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn capget(header: *mut c_void, data: *mut c_void) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::capget(header, data) }.zero_or_errno()
}

/// Linux: `capset`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn capset(header: *mut c_void, data: *const c_void) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::capset(header, data) }.zero_or_errno()
}

/// Linux: `pivot_root`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pivot_root(new: *const c_char, old: *const c_char) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::pivot_root(new, old) }.zero_or_errno()
}

/// Linux: `init_module`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn init_module(
    image: *mut c_void,
    length: c_ulong,
    parameters: *const c_char,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::init_module(image, length, parameters) }.zero_or_errno()
}

/// Linux: `delete_module`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn delete_module(name: *const c_char, flags: c_uint) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::delete_module(name, flags) }.zero_or_errno()
}
