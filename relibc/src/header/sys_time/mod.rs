//! `<sys/time.h>`: the clock in microseconds and interval timers.

use crate::errno::{Errno, ResultExt};
use crate::platform::Sys;
use crate::types::*;

pub const ITIMER_REAL: c_int = 0;
pub const ITIMER_VIRTUAL: c_int = 1;
pub const ITIMER_PROF: c_int = 2;

/// An interval timer's state (POSIX).
#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct itimerval {
    pub it_interval: timeval,
    pub it_value: timeval,
}

/// BSD's time zone, which nothing fills in.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct timezone {
    pub tz_minuteswest: c_int,
    pub tz_dsttime: c_int,
}

/// POSIX: `getitimer`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn getitimer(which: c_int, value: *mut itimerval) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::getitimer(which, value.cast()) }.zero_or_errno()
}

/// POSIX: `setitimer`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn setitimer(
    which: c_int,
    new: *const itimerval,
    old: *mut itimerval,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::setitimer(which, new.cast(), old.cast()) }.zero_or_errno()
}

/// POSIX: `gettimeofday`. The zone is not touched.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn gettimeofday(time: *mut timeval, _zone: *mut c_void) -> c_int {
    if !time.is_null() {
        let now = crate::header::time::clock::now(0);
        // SAFETY: the caller's promise.
        unsafe {
            *time = timeval {
                tv_sec: now.tv_sec,
                tv_usec: now.tv_nsec / 1000,
            }
        };
    }
    0
}

/// BSD: `settimeofday`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn settimeofday(time: *const timeval, _zone: *const timezone) -> c_int {
    if time.is_null() {
        return 0;
    }
    // SAFETY: the caller's promise.
    unsafe { from_timeval(*time).and_then(|time| Sys::clock_settime(0, &time)) }.zero_or_errno()
}

/// BSD: `adjtime`: slews the clock, by Linux's `adjtimex`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn adjtime(_delta: *const timeval, _old: *mut timeval) -> c_int {
    Err::<(), _>(Errno::ENOSYS).zero_or_errno()
}

fn from_timeval(time: timeval) -> Result<timespec, Errno> {
    if !(0..1_000_000).contains(&time.tv_usec) {
        return Err(Errno::EINVAL);
    }
    Ok(timespec {
        tv_sec: time.tv_sec,
        tv_nsec: time.tv_usec * 1000,
    })
}

/// Sets a file's times from two `timeval`s, or to now.
///
/// # Safety
/// `path` is a string or null; `times` null or two entries.
unsafe fn set_times(
    directory: c_int,
    path: *const c_char,
    times: *const timeval,
    flags: c_int,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe {
        if times.is_null() {
            return Sys::utimensat(directory, path, core::ptr::null(), flags).zero_or_errno();
        }
        let both = from_timeval(*times).and_then(|a| Ok([a, from_timeval(*times.add(1))?]));
        both.and_then(|both| Sys::utimensat(directory, path, both.as_ptr(), flags))
            .zero_or_errno()
    }
}

/// POSIX: `utimes`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn utimes(path: *const c_char, times: *const timeval) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { set_times(-100, path, times, 0) }
}

/// BSD: `lutimes`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn lutimes(path: *const c_char, times: *const timeval) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { set_times(-100, path, times, 0x100) }
}

/// BSD: `futimes`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn futimes(fd: c_int, times: *const timeval) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { set_times(fd, core::ptr::null(), times, 0) }
}

/// Linux: `futimesat`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn futimesat(
    directory: c_int,
    path: *const c_char,
    times: *const timeval,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { set_times(directory, path, times, 0) }
}
