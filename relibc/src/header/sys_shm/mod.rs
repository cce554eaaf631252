//! `<sys/shm.h>`: System V shared memory.

use crate::errno::ResultExt;
use crate::platform::Sys;
use crate::types::*;

/// XSI: `shmget`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn shmget(key: key_t, size: size_t, flags: c_int) -> c_int {
    // SAFETY: takes no pointers.
    unsafe { Sys::shmget(key, size, flags) }.or_errno()
}

/// XSI: `shmat`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn shmat(id: c_int, address: *const c_void, flags: c_int) -> *mut c_void {
    // SAFETY: the caller's promise.
    unsafe { Sys::shmat(id, address, flags) }
        .or_errno_with(core::ptr::without_provenance_mut(usize::MAX))
}

/// XSI: `shmdt`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn shmdt(address: *const c_void) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::shmdt(address) }.zero_or_errno()
}

/// XSI: `shmctl`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn shmctl(id: c_int, command: c_int, buffer: *mut c_void) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::shmctl(id, command, buffer) }.or_errno()
}
