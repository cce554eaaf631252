//! `pthread_create`: a thread's first steps.

use super::attr::pthread_attr_t;
use super::{exit, futex_wait, futex_wake, stack, Sharing};
use crate::errno::{Errno, ResultExt};
use crate::header::sched::sched_param;
use crate::platform::{Sys, ThreadStart};
use crate::thread::{self, Tcb};
use crate::types::*;
use core::ptr::null_mut;
use core::sync::atomic::{AtomicI32, Ordering};

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

/// The scheduling that a new thread shall have (`PTHREAD_EXPLICIT_SCHED`), in its creator's frame. The thread asks for it
/// itself, before anything of the program's runs, and tells the creator, who waits.
struct Scheduling {
    policy: c_int,
    priority: c_int,
    /// What the thread's function takes.
    argument: *mut c_void,
    /// [`PENDING`], 0, or the number of the error.
    outcome: AtomicI32,
}

const PENDING: i32 = -1;

impl Scheduling {
    /// Waits for the thread to have its scheduling. One that cannot have it is gone then.
    ///
    /// # Safety
    /// The thread has begun with [`run_scheduled`], and this is its creator.
    unsafe fn wait(&self, tcb: *mut Tcb) -> Result<(), Errno> {
        while self.outcome.load(Ordering::Acquire) == PENDING {
            let _ = futex_wait(&self.outcome, PENDING, None, Sharing::Private);
        }
        let error = self.outcome.load(Ordering::Acquire);
        if error == 0 {
            return Ok(());
        }
        // SAFETY: the block is there until the creator releases it.
        let number = unsafe { &(*tcb).tid };
        loop {
            match number.load(Ordering::Acquire) {
                0 => return Err(Errno(error as u16)),
                // The kernel wakes with the shared kind of futex.
                running => drop(futex_wait(number, running, None, Sharing::Shared)),
            }
        }
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
        let scheduling = Scheduling {
            policy: attr.policy,
            priority: attr.priority,
            argument,
            outcome: AtomicI32::new(PENDING),
        };
        let is_scheduled = attr.explicit_scheduling != 0;
        if is_scheduled {
            new.posix.argument = (&raw const scheduling).cast_mut().cast();
        }
        let begin = ThreadStart {
            entry: if is_scheduled { run_scheduled } else { run },
            argument: tcb.cast(),
            stack: new.posix.stack_top.cast(),
            thread_pointer: tcb.cast(),
            tid: &raw const new.tid,
        };
        let mut started = Sys::start_thread(&begin).map(drop);
        if is_scheduled && started.is_ok() {
            started = scheduling.wait(tcb);
        }
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

/// A thread's first function if it is to have a scheduling of its own. Signals are blocked.
unsafe extern "C" fn run_scheduled(argument: *mut c_void) -> ! {
    // SAFETY: as for `run`; the creator waits, with what it wants in its frame, until the outcome is there.
    unsafe {
        let tcb: *mut Tcb = argument.cast();
        let wanted: *const Scheduling = (*tcb).posix.argument.cast();
        (*tcb).posix.argument = (*wanted).argument;
        let parameter = sched_param {
            sched_priority: (*wanted).priority,
            ..sched_param::default()
        };
        let result = Sys::sched_setscheduler(0, (*wanted).policy, (&raw const parameter).cast());
        let outcome = &raw const (*wanted).outcome;
        (*outcome).store(
            result.map_or_else(|error| error.0.into(), |()| 0),
            Ordering::Release,
        );
        // The frame may be gone by now: the address is only a key.
        futex_wake(outcome, 1, Sharing::Private);
        match result {
            Ok(()) => run(argument),
            Err(_) => Sys::end_thread(null_mut(), 0),
        }
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
