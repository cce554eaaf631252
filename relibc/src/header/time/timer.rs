//! POSIX timers.
//!
//! `timer_t` is the kernel's number of the timer, or that of one in [`thread_timer`], which call a function.

use super::thread_timer;
use crate::errno::{Errno, ResultExt};
use crate::header::signal::notify::{is_valid, SIGEV_THREAD};
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
        if let Some(event) = event
            .as_ref()
            .filter(|event| event.sigev_notify == SIGEV_THREAD)
        {
            return match is_valid(event) {
                true => thread_timer::create(clock, event).map(|new| *timer = new),
                false => Err(Errno::EINVAL),
            }
            .zero_or_errno();
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
    const TIMER_ABSTIME: c_int = 1;
    // SAFETY: the caller's promise.
    unsafe {
        if thread_timer::is_own(timer) {
            let before = thread_timer::set(timer, flags & TIMER_ABSTIME != 0, &*new);
            return before
                .map(|before| {
                    if let Some(old) = old.as_mut() {
                        *old = before;
                    }
                })
                .zero_or_errno();
        }
        Sys::timer_settime(number(timer), flags, new.cast(), old.cast()).zero_or_errno()
    }
}

/// POSIX: `timer_gettime`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn timer_gettime(timer: timer_t, value: *mut itimerspec) -> c_int {
    // SAFETY: the caller's promise.
    unsafe {
        match thread_timer::is_own(timer) {
            true => thread_timer::get(timer).map(|rest| *value = rest),
            false => Sys::timer_gettime(number(timer), value.cast()),
        }
    }
    .zero_or_errno()
}

/// POSIX: `timer_getoverrun`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn timer_getoverrun(timer: timer_t) -> c_int {
    match thread_timer::is_own(timer) {
        true => thread_timer::overrun(timer),
        // SAFETY: takes no pointers.
        false => unsafe { Sys::timer_getoverrun(number(timer)) },
    }
    .or_errno()
}

/// POSIX: `timer_delete`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn timer_delete(timer: timer_t) -> c_int {
    match thread_timer::is_own(timer) {
        true => thread_timer::delete(timer),
        // SAFETY: takes no pointers.
        false => unsafe { Sys::timer_delete(number(timer)) },
    }
    .zero_or_errno()
}
