//! What signals do: `sigaction` and its older forms.

use super::{SET_SIZE, SIGMAX, SIG_BLOCK, SIG_DFL, SIG_ERR, SIG_HOLD, SIG_IGN, SIG_UNBLOCK};
use crate::arch;
use crate::errno::{Errno, ResultExt};
use crate::platform::{KernelSigaction, Sys};
use crate::types::*;

pub(crate) const SA_RESTORER: c_ulong = 0x0400_0000;
pub(crate) const SA_RESTART: c_int = 0x1000_0000;
pub(crate) const SA_RESETHAND: c_int = 0x8000_0000_u32 as c_int;
pub(crate) const SA_NODEFER: c_int = 0x4000_0000;
pub(crate) const SA_SIGINFO: c_int = 4;

/// POSIX: `struct sigaction`, in musl's layout.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct sigaction {
    pub sa_handler: usize,
    pub sa_mask: sigset_t,
    pub sa_flags: c_int,
    pub sa_restorer: usize,
}

fn is_own(signal: c_int) -> bool {
    (32..super::SIGRTMIN).contains(&signal)
}

/// `sigaction` for any signal, relibc's own too.
///
/// # Safety
/// The handler may be called from now on.
pub(crate) unsafe fn set_action(
    signal: c_int,
    new: Option<&sigaction>,
) -> Result<sigaction, Errno> {
    let kernel = new.map(|new| KernelSigaction {
        handler: new.sa_handler,
        flags: c_ulong::from(new.sa_flags as c_uint) | SA_RESTORER,
        restorer: arch::restore_signal_frame as *const () as usize,
        mask: new.sa_mask.bits[0],
    });
    let mut old = KernelSigaction {
        handler: 0,
        flags: 0,
        restorer: 0,
        mask: 0,
    };
    let pointer = kernel
        .as_ref()
        .map_or(core::ptr::null(), core::ptr::from_ref);
    // SAFETY: the structures are whole; the caller's promise.
    unsafe { Sys::rt_sigaction(signal, pointer, &mut old, SET_SIZE) }?;
    let mut result = sigaction {
        sa_handler: old.handler,
        sa_flags: old.flags as c_int,
        ..sigaction::default()
    };
    result.sa_flags &= !(SA_RESTORER as c_int);
    result.sa_mask.bits[0] = old.mask;
    Ok(result)
}

/// POSIX: `sigaction`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn sigaction(
    signal: c_int,
    new: *const sigaction,
    old: *mut sigaction,
) -> c_int {
    if !(1..=SIGMAX).contains(&signal) || is_own(signal) {
        return Err::<(), _>(Errno::EINVAL).zero_or_errno();
    }
    // SAFETY: the caller's promise.
    unsafe {
        set_action(signal, new.as_ref())
            .map(|action| {
                if !old.is_null() {
                    *old = action;
                }
            })
            .zero_or_errno()
    }
}

/// Sets a plain handler and gives the old one, or [`SIG_ERR`].
///
/// # Safety
/// As for [`set_action`].
unsafe fn set_handler(signal: c_int, handler: usize, flags: c_int) -> usize {
    let new = sigaction {
        sa_handler: handler,
        sa_flags: flags,
        ..sigaction::default()
    };
    let mut old = sigaction::default();
    // SAFETY: the caller's promise.
    if unsafe { sigaction(signal, &new, &mut old) } < 0 {
        return SIG_ERR;
    }
    old.sa_handler
}

/// C: `signal`, with BSD's meaning: the handler stays, calls are restarted.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn signal(signal: c_int, handler: usize) -> usize {
    // SAFETY: the caller's promise.
    unsafe { set_handler(signal, handler, SA_RESTART) }
}

/// POSIX before 2008: `bsd_signal`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn bsd_signal(number: c_int, handler: usize) -> usize {
    // SAFETY: the caller's promise.
    unsafe { set_handler(number, handler, SA_RESTART) }
}

/// System V: `signal`: the handler is called once.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn __sysv_signal(number: c_int, handler: usize) -> usize {
    // SAFETY: the caller's promise.
    unsafe { set_handler(number, handler, SA_RESETHAND | SA_NODEFER) }
}

/// XSI: `siginterrupt`: whether a signal interrupts calls or restarts them.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn siginterrupt(signal: c_int, interrupt: c_int) -> c_int {
    let mut action = sigaction::default();
    // SAFETY: the structure is whole; the handler is the one that is set already.
    unsafe {
        if sigaction(signal, core::ptr::null(), &mut action) < 0 {
            return -1;
        }
        if interrupt != 0 {
            action.sa_flags &= !SA_RESTART;
        } else {
            action.sa_flags |= SA_RESTART;
        }
        sigaction(signal, &action, core::ptr::null_mut())
    }
}

/// XSI: `sigset`: sets a handler, or holds the signal; gives the old handler or `SIG_HOLD`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn sigset(signal: c_int, handler: usize) -> usize {
    if !(1..=SIGMAX).contains(&signal) {
        return Err(Errno::EINVAL).or_errno_with(SIG_ERR);
    }
    let bit = 1_u64 << (signal - 1);
    let mut old_mask = 0;
    // SAFETY: the words are whole; the caller's promise about the handler.
    unsafe {
        let old = if handler == SIG_HOLD {
            let mut action = sigaction::default();
            if sigaction(signal, core::ptr::null(), &mut action) < 0 {
                return SIG_ERR;
            }
            action.sa_handler
        } else {
            set_handler(signal, handler, 0)
        };
        if old == SIG_ERR {
            return SIG_ERR;
        }
        let how = if handler == SIG_HOLD {
            SIG_BLOCK
        } else {
            SIG_UNBLOCK
        };
        let changed = Sys::rt_sigprocmask(how, &bit, &mut old_mask, SET_SIZE);
        changed
            .map(|()| if old_mask & bit != 0 { SIG_HOLD } else { old })
            .or_errno_with(SIG_ERR)
    }
}

/// XSI: `sigignore`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn sigignore(signal: c_int) -> c_int {
    // SAFETY: no handler is called.
    if unsafe { set_handler(signal, SIG_IGN, 0) } == SIG_ERR {
        -1
    } else {
        0
    }
}

/// POSIX: `sigaltstack`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn sigaltstack(
    new: *const super::stack_t,
    old: *mut super::stack_t,
) -> c_int {
    const MINSIGSTKSZ: size_t = 2048;
    const SS_DISABLE: c_int = 2;
    // SAFETY: the caller's promise.
    unsafe {
        if let Some(new) = new.as_ref() {
            if new.ss_flags & SS_DISABLE == 0 && new.ss_size < MINSIGSTKSZ {
                return Err::<(), _>(Errno::ENOMEM).zero_or_errno();
            }
        }
        Sys::sigaltstack(new.cast(), old.cast()).zero_or_errno()
    }
}

const _: () = assert!(SIG_DFL == 0 && core::mem::size_of::<sigaction>() == 152);
