//! Mutexes with a priority ceiling (POSIX, option Thread Priority Protection).
//!
//! Who holds such a mutex runs with at least the priority of its ceiling, so that no thread that may ask for it
//! gets the CPU meanwhile. A thread keeps a list of those it holds; its priority is the highest of their ceilings and
//! its own. Only threads with a real-time policy (SCHED_FIFO, SCHED_RR) have priorities to compare: for others such a
//! mutex is an error (EINVAL, as in glibc).

use super::mutex::{ceiling_of, pthread_mutex_t, pthread_mutexattr_t, with_ceiling};
use crate::errno::{Errno, ResultExt};
use crate::header::sched::sched_param;
use crate::platform::Sys;
use crate::thread::Tcb;
use crate::types::*;

/// Priorities of the real-time policies (Linux, sched(7)).
pub(super) const LOWEST: c_int = 1;
const HIGHEST: c_int = 99;
const SCHED_FIFO: c_int = 1;
const SCHED_RR: c_int = 2;

/// What a thread holds. Zeroed memory: nothing.
#[repr(C)]
pub(crate) struct Held {
    /// The mutex it took last.
    first: *mut pthread_mutex_t,
    /// Its priority without any of them.
    own_priority: c_int,
}

/// The calling thread's.
fn held() -> *mut Held {
    // SAFETY: the block is the caller's own.
    unsafe { &raw mut (*Tcb::current()).posix.ceilings }
}

/// The calling thread's priority; EINVAL if its policy has none.
fn priority() -> Result<c_int, Errno> {
    let mut parameter = sched_param::default();
    // SAFETY: the structure is whole; 0 is the calling thread.
    unsafe {
        match Sys::sched_getscheduler(0)? {
            SCHED_FIFO | SCHED_RR => Sys::sched_getparam(0, (&raw mut parameter).cast())?,
            _ => return Err(Errno::EINVAL),
        }
    }
    Ok(parameter.sched_priority)
}

fn set_priority(priority: c_int) -> Result<(), Errno> {
    let parameter = sched_param {
        sched_priority: priority,
        ..sched_param::default()
    };
    // SAFETY: the structure is whole.
    unsafe { Sys::sched_setparam(0, (&raw const parameter).cast()) }
}

/// The priority that the calling thread is due.
fn due() -> c_int {
    // SAFETY: the list is the caller's own, of mutexes it holds.
    unsafe {
        let held = held();
        let mut highest = (*held).own_priority;
        let mut mutex = (*held).first;
        while let Some(one) = mutex.as_ref() {
            highest = highest.max(one.ceiling());
            mutex = one.next;
        }
        highest
    }
}

/// Takes a mutex by `lock`, with the priority of its ceiling from before on.
pub(super) fn hold(
    mutex: &mut pthread_mutex_t,
    lock: impl FnOnce(&mut pthread_mutex_t) -> Result<(), Errno>,
) -> Result<(), Errno> {
    if mutex.is_mine() {
        return lock(mutex);
    }
    let now = priority()?;
    // SAFETY: the list is the caller's own.
    let held = unsafe { &mut *held() };
    if held.first.is_null() {
        held.own_priority = now;
    }
    if held.own_priority > mutex.ceiling() {
        return Err(Errno::EINVAL);
    }
    if mutex.ceiling() > now {
        set_priority(mutex.ceiling())?;
    }
    let result = lock(mutex);
    if matches!(result, Ok(()) | Err(Errno::EOWNERDEAD)) {
        mutex.next = held.first;
        held.first = mutex;
    } else if mutex.ceiling() > now {
        set_priority(due())?;
    }
    result
}

/// Gives a mutex back by `unlock`, then takes back the priority that was due to it.
pub(super) fn release(
    mutex: &mut pthread_mutex_t,
    unlock: impl FnOnce(&mut pthread_mutex_t) -> Result<(), Errno>,
) -> Result<(), Errno> {
    let place: *mut pthread_mutex_t = mutex;
    let before = due();
    // SAFETY: the list is the caller's own, of mutexes it holds. The mutex leaves it while it is still held: from the
    // unlocking on its memory may be gone.
    unsafe {
        let mut link = &raw mut (*held()).first;
        while !(*link).is_null() && *link != place {
            link = &raw mut (**link).next;
        }
        let listed = !(*link).is_null() && !mutex.is_held_again();
        if listed {
            *link = (*place).next;
        }
        unlock(mutex)?;
        if listed && due() < before {
            set_priority(due())?;
        }
        Ok(())
    }
}

/// POSIX: `pthread_mutex_getprioceiling`: EINVAL for a mutex without one.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_mutex_getprioceiling(
    mutex: *const pthread_mutex_t,
    ceiling: *mut c_int,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe {
        if !(*mutex).is_protected() {
            return c_int::from(Errno::EINVAL.0);
        }
        *ceiling = (*mutex).ceiling();
    }
    0
}

/// POSIX: `pthread_mutex_setprioceiling`: takes the mutex, whatever the caller's priority, for the change.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_mutex_setprioceiling(
    mutex: *mut pthread_mutex_t,
    ceiling: c_int,
    old: *mut c_int,
) -> c_int {
    // SAFETY: the caller's promise.
    let (mutex, old) = unsafe { (&mut *mutex, old.as_mut()) };
    if !mutex.is_protected() || !(LOWEST..=HIGHEST).contains(&ceiling) {
        return c_int::from(Errno::EINVAL.0);
    }
    let taken = !mutex.is_mine();
    if taken {
        if let Err(error) = mutex.lock_anyhow(|| Ok(None)) {
            return c_int::from(error.0);
        }
    }
    if let Some(old) = old {
        *old = mutex.ceiling();
    }
    mutex.set_ceiling(ceiling);
    match taken {
        true => mutex.unlock_anyhow(),
        false => set_priority(due()),
    }
    .or_number()
}

/// POSIX: `pthread_mutexattr_getprioceiling`: the lowest priority if none was set.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_mutexattr_getprioceiling(
    attr: *const pthread_mutexattr_t,
    ceiling: *mut c_int,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { *ceiling = ceiling_of((*attr).bits).max(LOWEST) };
    0
}

/// POSIX: `pthread_mutexattr_setprioceiling`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_mutexattr_setprioceiling(
    attr: *mut pthread_mutexattr_t,
    ceiling: c_int,
) -> c_int {
    if !(LOWEST..=HIGHEST).contains(&ceiling) {
        return c_int::from(Errno::EINVAL.0);
    }
    // SAFETY: the caller's promise.
    unsafe { (*attr).bits = with_ceiling((*attr).bits, ceiling) };
    0
}
