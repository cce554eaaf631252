//! Waiting: `sleep`, `alarm`, `pause`.

use crate::errno::ResultExt;
use crate::header::pthread::cancel;
use crate::header::sys_time::itimerval;
use crate::platform::{Point, Sys};
use crate::types::*;

/// POSIX: `sleep`: the seconds not slept. A cancellation point.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn sleep(seconds: c_uint) -> c_uint {
    let request = timespec {
        tv_sec: time_t::from(seconds),
        tv_nsec: 0,
    };
    let mut left = timespec::default();
    // SAFETY: the structures are whole.
    match unsafe { cancel::point(|| Point::clock_nanosleep(0, 0, &request, &mut left)) } {
        Ok(()) => 0,
        Err(_) => left.tv_sec as c_uint + c_uint::from(left.tv_nsec != 0),
    }
}

/// BSD: `usleep`. A cancellation point.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn usleep(microseconds: useconds_t) -> c_int {
    let request = timespec {
        tv_sec: time_t::from(microseconds / 1_000_000),
        tv_nsec: c_long::from(microseconds % 1_000_000) * 1000,
    };
    // SAFETY: the structure is whole.
    unsafe { cancel::point(|| Point::clock_nanosleep(0, 0, &request, core::ptr::null_mut())) }
        .zero_or_errno()
}

/// Sets the real-time interval timer and gives what was left of the old one.
fn set_real_timer(new: &itimerval) -> itimerval {
    let mut old = itimerval::default();
    // SAFETY: the structures are whole. ITIMER_REAL (0) with valid times cannot fail.
    let _ = unsafe { Sys::setitimer(0, core::ptr::from_ref(new).cast(), (&raw mut old).cast()) };
    old
}

/// POSIX: `alarm`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn alarm(seconds: c_uint) -> c_uint {
    let value = timeval {
        tv_sec: time_t::from(seconds),
        tv_usec: 0,
    };
    let old = set_real_timer(&itimerval {
        it_interval: timeval::default(),
        it_value: value,
    })
    .it_value;
    old.tv_sec as c_uint + c_uint::from(old.tv_usec != 0)
}

/// BSD: `ualarm`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn ualarm(microseconds: useconds_t, interval: useconds_t) -> useconds_t {
    let time = |us: useconds_t| timeval {
        tv_sec: time_t::from(us / 1_000_000),
        tv_usec: suseconds_t::from(us % 1_000_000),
    };
    let old = set_real_timer(&itimerval {
        it_interval: time(interval),
        it_value: time(microseconds),
    })
    .it_value;
    (old.tv_sec * 1_000_000 + old.tv_usec) as useconds_t
}

/// POSIX: `pause`. A cancellation point.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pause() -> c_int {
    let mut mask = 0_u64;
    // SAFETY: the word is whole. Waiting with the present mask is `pause`.
    unsafe {
        let _ = Sys::rt_sigprocmask(0, core::ptr::null(), &mut mask, 8);
        cancel::point(|| Point::rt_sigsuspend(&mask, 8)).zero_or_errno()
    }
}
