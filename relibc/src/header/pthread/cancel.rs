//! Cancellation: `pthread_cancel`, and the check around calls that may block.
//!
//! A cancelled thread gets [`SIGCANCEL`], which makes a blocking call fail with EINTR; [`point`] then
//! ends the thread. A request that comes between the last question and the kernel's entry makes the call of
//! [`Point`](crate::platform::Point) fail as if it had come later. On Ochre, only a wait for a condition sees such a
//! request: it changes the number that the kernel compares.

use super::exit;
use crate::errno::{Errno, ResultExt};
use crate::header::signal::action::{set_action, sigaction, SA_RESTART, SA_SIGINFO};
use crate::header::signal::{siginfo_t, SIGCANCEL};
use crate::platform::is_ochre;
use crate::thread::{Tcb, CANCEL_DISABLED as DISABLED, CANCEL_REQUESTED as REQUESTED};
use crate::types::*;
use core::sync::atomic::{compiler_fence, AtomicBool, AtomicI32, Ordering};

/// A bit of a thread's `cancel` word, beside the two that [`Point`](crate::platform::Point) reads.
const ASYNCHRONOUS: u32 = 4;

/// What a cancelled thread's result is.
const CANCELED: *mut c_void = core::ptr::without_provenance_mut(usize::MAX);

/// Makes a call that is a cancellation point.
///
/// # Safety
/// The call's own promise.
#[inline]
pub(crate) unsafe fn point<T>(call: impl FnOnce() -> Result<T, Errno>) -> Result<T, Errno> {
    test();
    let result = call();
    if matches!(result, Err(Errno::EINTR)) {
        test();
    }
    result
}

/// Ends the calling thread if it has been cancelled and lets itself be.
#[inline]
pub(crate) fn test() {
    #[cfg(not(test))]
    {
        // SAFETY: the block is the caller's own; a cancelled thread's frames are not needed.
        unsafe {
            if (*Tcb::current()).posix.cancel.load(Ordering::Relaxed) & (REQUESTED | DISABLED)
                == REQUESTED
            {
                exit::end(CANCELED);
            }
        }
    }
}

/// The thread is ending: no more cancellation.
///
/// # Safety
/// `tcb` is the calling thread's.
pub(crate) unsafe fn disable_for_good(tcb: *mut Tcb) {
    // SAFETY: the caller's promise.
    unsafe { (*tcb).posix.cancel.store(DISABLED, Ordering::Relaxed) };
}

/// SIGCANCEL's handler: only interrupts, unless the thread asked for cancellation at any time. If it comes before the
/// kernel's entry of a call that waits, the thread does not fall asleep any more.
unsafe extern "C" fn on_signal(_: c_int, _: *mut siginfo_t, context: *mut c_void) {
    // SAFETY: the block is the caller's own, and the context that of this handler; the thread is among a condition's waiters as
    // long as it names it.
    unsafe {
        let posix = &(*Tcb::current()).posix;
        let word = posix.cancel.load(Ordering::Relaxed);
        if word & ASYNCHRONOUS != 0 {
            test();
        }
        if word & (REQUESTED | DISABLED) != REQUESTED {
            return;
        }
        if is_ochre() {
            if let Some(sequence) = posix.about_to_wait.load(Ordering::Relaxed).as_ref() {
                sequence.fetch_add(1, Ordering::SeqCst);
            }
        } else if !crate::arch::leave_call(context) {
            // Perhaps another signal's handler, on top of such a call: the request comes again when that has ended.
            crate::arch::hold_back(context, 1 << (SIGCANCEL - 1));
            let _ = super::np::send(Tcb::current(), SIGCANCEL);
        }
    }
}

/// Says which condition's sequence number the calling thread is about to compare, or (null) that it is not.
pub(super) fn set_about_to_wait(sequence: *const AtomicI32) {
    // SAFETY: the block is the caller's own.
    let word = unsafe { &(*Tcb::current()).posix.about_to_wait };
    word.store(sequence.cast_mut(), Ordering::Relaxed);
    // For the handler, which is this thread.
    compiler_fence(Ordering::SeqCst);
}

/// Lets [`SIGCANCEL`] interrupt calls, from the first need on.
fn be_ready() -> Result<(), Errno> {
    static READY: AtomicBool = AtomicBool::new(false);
    if READY.load(Ordering::Acquire) {
        return Ok(());
    }
    let action = sigaction {
        sa_handler: on_signal as *const () as usize,
        // A thread that does not let itself be cancelled goes on with its call.
        sa_flags: if is_ochre() {
            SA_SIGINFO
        } else {
            SA_SIGINFO | SA_RESTART
        },
        ..sigaction::default()
    };
    // SAFETY: the handler is made for this signal.
    unsafe { set_action(SIGCANCEL, Some(&action)) }?;
    READY.store(true, Ordering::Release);
    Ok(())
}

/// POSIX: `pthread_cancel`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_cancel(thread: pthread_t) -> c_int {
    if let Err(error) = be_ready() {
        return c_int::from(error.0);
    }
    // SAFETY: the caller promises a live thread.
    unsafe {
        let tcb: *mut Tcb = thread.cast();
        let old = (*tcb).posix.cancel.fetch_or(REQUESTED, Ordering::AcqRel);
        if tcb == Tcb::current() {
            if old & (DISABLED | ASYNCHRONOUS) == ASYNCHRONOUS {
                test();
            }
            return 0;
        }
        // It asks itself when it lets itself be cancelled again, and goes on with its call until then.
        if old & DISABLED != 0 {
            return 0;
        }
        super::np::send(tcb, SIGCANCEL).or_number()
    }
}

/// POSIX: `pthread_testcancel`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_testcancel() {
    test();
}

/// Sets or clears a bit of the calling thread's word and says whether it was set.
fn change(bit: u32, on: bool) -> bool {
    // SAFETY: the block is the caller's own.
    let word = unsafe { &(*Tcb::current()).posix.cancel };
    let old = if on {
        word.fetch_or(bit, Ordering::AcqRel)
    } else {
        word.fetch_and(!bit, Ordering::AcqRel)
    };
    old & bit != 0
}

/// POSIX: `pthread_setcancelstate`: 0 enable, 1 disable.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_setcancelstate(state: c_int, old: *mut c_int) -> c_int {
    if !(0..=1).contains(&state) {
        return c_int::from(Errno::EINVAL.0);
    }
    let before = change(DISABLED, state == 1);
    // SAFETY: the caller's promise.
    unsafe {
        if let Some(old) = old.as_mut() {
            *old = c_int::from(before);
        }
    }
    0
}

/// POSIX: `pthread_setcanceltype`: 0 deferred, 1 asynchronous.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_setcanceltype(kind: c_int, old: *mut c_int) -> c_int {
    if !(0..=1).contains(&kind) {
        return c_int::from(Errno::EINVAL.0);
    }
    let before = change(ASYNCHRONOUS, kind == 1);
    // SAFETY: the caller's promise.
    unsafe {
        if let Some(old) = old.as_mut() {
            *old = c_int::from(before);
        }
    }
    if kind == 1 {
        test();
    }
    0
}
