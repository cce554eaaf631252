//! `pthread_create`: a thread's first steps.

use super::attr::pthread_attr_t;
use super::{exit, stack};
use crate::errno::{Errno, ResultExt};
use crate::platform::{Sys, ThreadStart};
use crate::thread::{self, Tcb};
use crate::types::*;
use core::ptr::null_mut;
use core::sync::atomic::Ordering;

/// POSIX: `pthread_create`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_create(
    thread: *mut pthread_t,
    attr: *const pthread_attr_t,
    start: unsafe extern "C" fn(*mut c_void) -> *mut c_void,
    argument: *mut c_void,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe {
        let attr = attr.as_ref().copied().unwrap_or_else(super::attr::defaults);
        create(&attr, start, argument)
            .map(|tcb| *thread = tcb.cast())
            .or_number()
    }
}

/// Starts a thread of the library's own, detached, with a signal mask.
///
/// # Safety
/// `start` may be called with `argument`.
pub(crate) unsafe fn start_detached(
    attr: &pthread_attr_t,
    mask: u64,
    start: unsafe extern "C" fn(*mut c_void) -> *mut c_void,
    argument: *mut c_void,
) -> Result<(), Errno> {
    let mut attr = *attr;
    attr.detached = 1;
    let mut old = 0;
    // SAFETY: the caller's promise; the mask is this thread's own.
    unsafe {
        Sys::rt_sigprocmask(2, &mask, &mut old, 8)?;
        let created = create(&attr, start, argument);
        let _ = Sys::rt_sigprocmask(2, &old, null_mut(), 8);
        created.map(drop)
    }
}

/// # Safety
/// As for `pthread_create`.
unsafe fn create(
    attr: &pthread_attr_t,
    start: unsafe extern "C" fn(*mut c_void) -> *mut c_void,
    argument: *mut c_void,
) -> Result<*mut Tcb, Errno> {
    // SAFETY: the memory is new and large enough; the thread owns it from its start to its end.
    unsafe {
        let tcb = stack::allocate(attr)?;
        let creator = Tcb::current();
        let new = &mut *tcb;
        new.canary = (*creator).canary;
        new.pointer_guard = (*creator).pointer_guard;
        new.locale = core::ptr::null_mut();
        new.posix.name.copy_from(&(*creator).posix.name);
        new.posix.start = Some(start);
        new.posix.argument = argument;
        let state = if attr.detached != 0 {
            exit::DETACHED
        } else {
            exit::JOINABLE
        };
        new.posix.detach_state.store(state, Ordering::Relaxed);
        thread::set_multi_threaded();
        exit::THREADS.fetch_add(1, Ordering::Relaxed);

        // The thread begins with all signals blocked, so that none runs before it is complete.
        let all = u64::MAX;
        let mut mask = 0;
        let _ = Sys::rt_sigprocmask(0, &all, &mut mask, 8);
        new.posix.initial_mask = mask;
        let begin = ThreadStart {
            entry: run,
            argument: tcb.cast(),
            stack: new.posix.stack_top.cast(),
            thread_pointer: tcb.cast(),
            tid: &raw const new.tid,
        };
        let started = Sys::start_thread(&begin);
        let _ = Sys::rt_sigprocmask(2, &mask, null_mut(), 8);
        if let Err(error) = started {
            exit::THREADS.fetch_sub(1, Ordering::Relaxed);
            stack::release(tcb);
            return Err(if error == Errno::ENOMEM {
                Errno::EAGAIN
            } else {
                error
            });
        }
        Ok(tcb)
    }
}

/// A thread's first function.
unsafe extern "C" fn run(argument: *mut c_void) -> ! {
    // SAFETY: the creator filled in the block; the thread is the current one.
    unsafe {
        let tcb: *mut Tcb = argument.cast();
        let _ = Sys::rt_sigprocmask(2, &raw const (*tcb).posix.initial_mask, null_mut(), 8);
        let start = (*tcb).posix.start;
        let result = start.map_or(null_mut(), |start| start((*tcb).posix.argument));
        exit::end(result)
    }
}

/// POSIX: `pthread_self`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn pthread_self() -> pthread_t {
    Tcb::current().cast()
}

/// C11's name of [`pthread_self`].
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn thrd_current() -> pthread_t {
    Tcb::current().cast()
}

/// POSIX: `pthread_equal`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn pthread_equal(a: pthread_t, b: pthread_t) -> c_int {
    c_int::from(a == b)
}
