//! POSIX timers.
//!
//! `timer_t` is the kernel's number of the timer. A timer that is to call a function in a new thread
//! (`SIGEV_THREAD`) is not there yet: it fails with `ENOSYS`.

use crate::errno::{Errno, ResultExt};
use crate::header::signal::sigevent;
use crate::platform::Sys;
use crate::types::*;

/// A timer's times (POSIX).
#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct itimerspec {
    pub it_interval: timespec,
    pub it_value: timespec,
}

const SIGEV_THREAD: c_int = 2;

fn number(timer: timer_t) -> c_int {
    timer as usize as c_int
}

/// POSIX: `timer_create`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn timer_create(
    clock: clockid_t,
    event: *mut sigevent,
    timer: *mut timer_t,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe {
        if event
            .as_ref()
            .is_some_and(|event| event.sigev_notify == SIGEV_THREAD)
        {
            return Err::<(), _>(Errno::ENOSYS).zero_or_errno();
        }
        let mut new = 0;
        Sys::timer_create(clock, event.cast(), &mut new)
            .map(|()| *timer = core::ptr::without_provenance_mut(new as usize))
            .zero_or_errno()
    }
}

/// POSIX: `timer_settime`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn timer_settime(
    timer: timer_t,
    flags: c_int,
    new: *const itimerspec,
    old: *mut itimerspec,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::timer_settime(number(timer), flags, new.cast(), old.cast()) }.zero_or_errno()
}

/// POSIX: `timer_gettime`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn timer_gettime(timer: timer_t, value: *mut itimerspec) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::timer_gettime(number(timer), value.cast()) }.zero_or_errno()
}

/// POSIX: `timer_getoverrun`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn timer_getoverrun(timer: timer_t) -> c_int {
    // SAFETY: takes no pointers.
    unsafe { Sys::timer_getoverrun(number(timer)) }.or_errno()
}

/// POSIX: `timer_delete`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn timer_delete(timer: timer_t) -> c_int {
    // SAFETY: takes no pointers.
    unsafe { Sys::timer_delete(number(timer)) }.zero_or_errno()
}
