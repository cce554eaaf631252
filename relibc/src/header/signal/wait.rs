//! Taking signals without a handler.

use super::{siginfo_t, SET_SIZE};
use crate::errno::{Errno, ResultExt};
use crate::header::pthread::cancel;
use crate::platform::Point;
use crate::types::*;

/// POSIX: `sigtimedwait`. A cancellation point.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn sigtimedwait(
    set: *const sigset_t,
    info: *mut siginfo_t,
    timeout: *const timespec,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { cancel::point(|| Point::rt_sigtimedwait(set.cast(), info.cast(), timeout, SET_SIZE)) }
        .or_errno()
}

/// POSIX: `sigwaitinfo`. A cancellation point.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn sigwaitinfo(set: *const sigset_t, info: *mut siginfo_t) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { sigtimedwait(set, info, core::ptr::null()) }
}

/// POSIX: `sigwait`: goes on after a handler has run. A cancellation point.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn sigwait(set: *const sigset_t, signal: *mut c_int) -> c_int {
    loop {
        // SAFETY: the caller's promise.
        let taken = unsafe {
            cancel::point(|| {
                Point::rt_sigtimedwait(
                    set.cast(),
                    core::ptr::null_mut(),
                    core::ptr::null(),
                    SET_SIZE,
                )
            })
        };
        match taken {
            Err(Errno::EINTR) => {}
            Err(error) => return c_int::from(error.0),
            Ok(number) => {
                // SAFETY: the caller's promise.
                unsafe { *signal = number };
                return 0;
            }
        }
    }
}
