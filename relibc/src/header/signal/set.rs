//! Operations on signal sets.

use super::{OWN, SIGMAX, SIGRTMIN};
use crate::errno::{Errno, ResultExt};
use crate::types::*;

/// The bit of a signal that programs may name.
fn bit(signal: c_int) -> Result<c_ulong, Errno> {
    if (1..=SIGMAX).contains(&signal) && !(32..SIGRTMIN).contains(&signal) {
        Ok(1 << (signal - 1))
    } else {
        Err(Errno::EINVAL)
    }
}

/// POSIX: `sigemptyset`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn sigemptyset(set: *mut sigset_t) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { *set = sigset_t::default() };
    0
}

/// POSIX: `sigfillset`: all but relibc's own.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn sigfillset(set: *mut sigset_t) -> c_int {
    // SAFETY: the caller's promise.
    unsafe {
        *set = sigset_t::default();
        (*set).bits[0] = !OWN;
    }
    0
}

/// POSIX: `sigaddset`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn sigaddset(set: *mut sigset_t, signal: c_int) -> c_int {
    // SAFETY: the caller's promise.
    bit(signal)
        .map(|bit| unsafe { (*set).bits[0] |= bit })
        .zero_or_errno()
}

/// POSIX: `sigdelset`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn sigdelset(set: *mut sigset_t, signal: c_int) -> c_int {
    // SAFETY: the caller's promise.
    bit(signal)
        .map(|bit| unsafe { (*set).bits[0] &= !bit })
        .zero_or_errno()
}

/// POSIX: `sigismember`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn sigismember(set: *const sigset_t, signal: c_int) -> c_int {
    if !(1..=SIGMAX).contains(&signal) {
        return Err(Errno::EINVAL).or_errno();
    }
    // SAFETY: the caller's promise.
    unsafe { ((*set).bits[0] >> (signal - 1) & 1) as c_int }
}

/// GNU: `sigisemptyset`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn sigisemptyset(set: *const sigset_t) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { c_int::from((*set).bits[0] == 0) }
}

/// GNU: `sigorset`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn sigorset(
    result: *mut sigset_t,
    a: *const sigset_t,
    b: *const sigset_t,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { (*result).bits[0] = (*a).bits[0] | (*b).bits[0] };
    0
}

/// GNU: `sigandset`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn sigandset(
    result: *mut sigset_t,
    a: *const sigset_t,
    b: *const sigset_t,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { (*result).bits[0] = (*a).bits[0] & (*b).bits[0] };
    0
}

/// The lowest real-time signal: behind the macro `SIGRTMIN`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn __libc_current_sigrtmin() -> c_int {
    SIGRTMIN
}

/// The highest real-time signal: behind the macro `SIGRTMAX`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn __libc_current_sigrtmax() -> c_int {
    SIGMAX
}
