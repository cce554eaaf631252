//! Holding signals back.

use super::{OWN, SET_SIZE, SIGMAX, SIG_BLOCK, SIG_SETMASK, SIG_UNBLOCK};
use crate::errno::{Errno, ResultExt};
use crate::header::pthread::cancel;
use crate::platform::{Point, Sys};
use crate::types::*;

/// Changes the mask and gives the old one, both without relibc's own signals.
///
/// # Safety
/// The pointers are null or valid.
unsafe fn change(how: c_int, new: *const sigset_t, old: *mut sigset_t) -> Result<(), Errno> {
    // SAFETY: the caller's promise.
    unsafe {
        let wanted = new.as_ref().map(|set| set.bits[0] & !OWN);
        if wanted.is_some() && !(SIG_BLOCK..=SIG_SETMASK).contains(&how) {
            return Err(Errno::EINVAL);
        }
        let pointer = wanted
            .as_ref()
            .map_or(core::ptr::null(), core::ptr::from_ref);
        let mut before = 0;
        Sys::rt_sigprocmask(how, pointer, &mut before, SET_SIZE)?;
        if let Some(old) = old.as_mut() {
            *old = sigset_t::default();
            old.bits[0] = before & !OWN;
        }
        Ok(())
    }
}

/// POSIX: `pthread_sigmask`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_sigmask(
    how: c_int,
    new: *const sigset_t,
    old: *mut sigset_t,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { change(how, new, old) }.or_number()
}

/// POSIX: `sigprocmask`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn sigprocmask(
    how: c_int,
    new: *const sigset_t,
    old: *mut sigset_t,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { change(how, new, old) }.zero_or_errno()
}

/// POSIX: `sigpending`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn sigpending(set: *mut sigset_t) -> c_int {
    // SAFETY: the caller's promise.
    unsafe {
        *set = sigset_t::default();
        Sys::rt_sigpending(set.cast(), SET_SIZE).zero_or_errno()
    }
}

/// POSIX: `sigsuspend`. A cancellation point.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn sigsuspend(mask: *const sigset_t) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { cancel::point(|| Point::rt_sigsuspend(mask.cast(), SET_SIZE)) }.zero_or_errno()
}

fn bit(signal: c_int) -> Result<u64, Errno> {
    if (1..=SIGMAX).contains(&signal) {
        Ok(1 << (signal - 1))
    } else {
        Err(Errno::EINVAL)
    }
}

/// XSI: `sighold`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn sighold(signal: c_int) -> c_int {
    // SAFETY: the word is whole.
    bit(signal)
        .and_then(|bit| unsafe {
            Sys::rt_sigprocmask(SIG_BLOCK, &bit, core::ptr::null_mut(), SET_SIZE)
        })
        .zero_or_errno()
}

/// XSI: `sigrelse`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn sigrelse(signal: c_int) -> c_int {
    // SAFETY: the word is whole.
    bit(signal)
        .and_then(|bit| unsafe {
            Sys::rt_sigprocmask(SIG_UNBLOCK, &bit, core::ptr::null_mut(), SET_SIZE)
        })
        .zero_or_errno()
}

/// XSI: `sigpause`: waits with one signal let through. A cancellation point.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn sigpause(signal: c_int) -> c_int {
    let wait = || -> Result<(), Errno> {
        let bit = bit(signal)?;
        let mut mask = 0;
        // SAFETY: the words are whole.
        unsafe {
            Sys::rt_sigprocmask(SIG_BLOCK, core::ptr::null(), &mut mask, SET_SIZE)?;
            let mask = mask & !bit;
            cancel::point(|| Point::rt_sigsuspend(&mask, SET_SIZE))
        }
    };
    wait().zero_or_errno()
}
