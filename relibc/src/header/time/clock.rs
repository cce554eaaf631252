//! Clocks: `clock_gettime` and its relatives, `time`, `clock`, and sleeping.

use crate::errno::{Errno, ResultExt};
use crate::header::pthread::cancel;
use crate::platform::{Point, Sys};
use crate::types::*;

const CLOCK_REALTIME: clockid_t = 0;
const CLOCK_PROCESS_CPUTIME_ID: clockid_t = 2;
const CLOCK_THREAD_CPUTIME_ID: clockid_t = 3;
const TIME_UTC: c_int = 1;
const CLOCKS_PER_SEC: c_long = 1_000_000;

/// The time on a clock that always exists.
pub(crate) fn now(clock: clockid_t) -> timespec {
    let mut time = timespec::default();
    // SAFETY: the structure is whole. It stays zero if the kernel does not know the clock.
    let _ = unsafe { Sys::clock_now(clock, &mut time) };
    time
}

/// POSIX: `clock_gettime`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn clock_gettime(clock: clockid_t, time: *mut timespec) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::clock_now(clock, time) }.zero_or_errno()
}

/// POSIX: `clock_getres`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn clock_getres(clock: clockid_t, resolution: *mut timespec) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::clock_getres(clock, resolution) }.zero_or_errno()
}

/// POSIX: `clock_settime`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn clock_settime(clock: clockid_t, time: *const timespec) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::clock_settime(clock, time) }.zero_or_errno()
}

/// POSIX: `clock_nanosleep`: gives the error's number. A cancellation point.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn clock_nanosleep(
    clock: clockid_t,
    flags: c_int,
    request: *const timespec,
    remaining: *mut timespec,
) -> c_int {
    if clock == CLOCK_THREAD_CPUTIME_ID {
        return c_int::from(Errno::EINVAL.0);
    }
    // SAFETY: the caller's promise.
    unsafe { cancel::point(|| Point::clock_nanosleep(clock, flags, request, remaining)) }
        .or_number()
}

/// POSIX: `nanosleep`. A cancellation point.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn nanosleep(request: *const timespec, remaining: *mut timespec) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { cancel::point(|| Point::clock_nanosleep(CLOCK_REALTIME, 0, request, remaining)) }
        .zero_or_errno()
}

/// POSIX: `clock_getcpuclockid`: Linux numbers a process's CPU clock by its pid.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn clock_getcpuclockid(pid: pid_t, clock: *mut clockid_t) -> c_int {
    let number = (!pid << 3) | 2;
    let mut resolution = timespec::default();
    // SAFETY: the structure is whole; the caller's pointer.
    unsafe {
        match Sys::clock_getres(number, &mut resolution) {
            Ok(()) => {
                *clock = number;
                0
            }
            Err(Errno::EINVAL) => c_int::from(Errno::ESRCH.0),
            Err(error) => c_int::from(error.0),
        }
    }
}

/// C: `time`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn time(result: *mut time_t) -> time_t {
    let seconds = now(CLOCK_REALTIME).tv_sec;
    // SAFETY: the caller's promise.
    unsafe {
        if let Some(result) = result.as_mut() {
            *result = seconds;
        }
    }
    seconds
}

/// C: `clock`: CPU time of the process in microseconds; -1 when it does not fit.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn clock() -> clock_t {
    let used = now(CLOCK_PROCESS_CPUTIME_ID);
    used.tv_sec
        .checked_mul(CLOCKS_PER_SEC)
        .and_then(|us| us.checked_add(used.tv_nsec / 1000))
        .unwrap_or(-1)
}

/// C11: `timespec_get`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn timespec_get(time: *mut timespec, base: c_int) -> c_int {
    // SAFETY: the caller's promise.
    if base == TIME_UTC && unsafe { Sys::clock_now(CLOCK_REALTIME, time) }.is_ok() {
        return base;
    }
    0
}

/// SVr4: `stime`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn stime(seconds: *const time_t) -> c_int {
    // SAFETY: the caller's promise.
    unsafe {
        let time = timespec {
            tv_sec: *seconds,
            tv_nsec: 0,
        };
        Sys::clock_settime(CLOCK_REALTIME, &time).zero_or_errno()
    }
}
