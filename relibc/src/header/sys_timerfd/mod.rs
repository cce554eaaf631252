//! `<sys/timerfd.h>`.

use crate::errno::ResultExt;
use crate::header::time::itimerspec;
use crate::platform::Sys;
use crate::types::*;

/// Linux: `timerfd_create`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn timerfd_create(clock: c_int, flags: c_int) -> c_int {
    // SAFETY: takes no pointers.
    unsafe { Sys::timerfd_create(clock, flags) }.or_errno()
}

/// Linux: `timerfd_settime`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn timerfd_settime(
    fd: c_int,
    flags: c_int,
    new: *const itimerspec,
    old: *mut itimerspec,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::timerfd_settime(fd, flags, new.cast(), old.cast()) }.zero_or_errno()
}

/// Linux: `timerfd_gettime`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn timerfd_gettime(fd: c_int, value: *mut itimerspec) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::timerfd_gettime(fd, value.cast()) }.zero_or_errno()
}
