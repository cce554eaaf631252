//! Mutexes whose holder inherits the priority of those that wait for it (POSIX, option Thread Priority Inheritance).
//!
//! On Linux the kernel does it: the state word has the holder's thread number, and who must wait tells the kernel
//! (`FUTEX_LOCK_PI`, futex(2)). Ochre's threads have no priorities that could be inherited; there such a mutex is
//! like any other.

use core::sync::atomic::{AtomicI32, Ordering};

use super::mutex::{number, pthread_mutex_t};
use super::{futex_wait, Deadline, Sharing};
use crate::errno::Errno;
use crate::platform::Sys;
use crate::types::*;

/// The holder's number in the state word.
const HOLDER: i32 = 0x3fff_ffff;

const LOCK_PI: c_int = 6;
const UNLOCK_PI: c_int = 7;
/// As `LOCK_PI`, by the monotonic clock (Linux 5.14).
const LOCK_PI2: c_int = 13;

/// Takes the mutex if nobody holds it.
pub(super) fn try_lock(mutex: &mut pthread_mutex_t) -> Result<(), Errno> {
    let me = number();
    let taken = mutex
        .state
        .compare_exchange(0, me, Ordering::Acquire, Ordering::Relaxed);
    match taken {
        Ok(_) => Ok(()),
        Err(state) if state & HOLDER == me => mutex.lock_again(),
        Err(_) => Err(Errno::EBUSY),
    }
}

/// Takes the mutex, waiting for it.
pub(super) fn lock(
    mutex: &mut pthread_mutex_t,
    deadline: impl FnOnce() -> Result<Option<Deadline>, Errno>,
) -> Result<(), Errno> {
    match try_lock(mutex) {
        Err(Errno::EBUSY) => wait(mutex, deadline()?.as_ref()),
        // A normal mutex's holder waits for itself.
        Err(Errno::EDEADLK) if mutex.is_normal() => wait_for_ever(deadline()?.as_ref()),
        result => result,
    }
}

#[cold]
fn wait(mutex: &pthread_mutex_t, deadline: Option<&Deadline>) -> Result<(), Errno> {
    let (operation, time) = match deadline {
        None => (LOCK_PI, core::ptr::null()),
        Some(deadline) if deadline.time.tv_sec < 0 => return Err(Errno::ETIMEDOUT),
        Some(deadline) if deadline.clock == 0 => (LOCK_PI, &raw const deadline.time),
        Some(deadline) => (LOCK_PI2, &raw const deadline.time),
    };
    loop {
        // SAFETY: the word and the time live through the call.
        let done = unsafe {
            Sys::futex(
                mutex.state.as_ptr(),
                operation | mutex.sharing().flag(),
                0,
                time,
                core::ptr::null_mut(),
                0,
            )
        };
        match done {
            Ok(_) => return Ok(()),
            Err(Errno::EINTR | Errno::EAGAIN) => {}
            // The holder ended without giving it back: nobody ever will.
            Err(Errno::ESRCH) => return wait_for_ever(deadline),
            // Threads that wait for each other: so do they with other mutexes.
            Err(Errno::EDEADLK) if mutex.is_normal() => return wait_for_ever(deadline),
            Err(error) => return Err(error),
        }
    }
}

#[cold]
fn wait_for_ever(deadline: Option<&Deadline>) -> Result<(), Errno> {
    let nothing = AtomicI32::new(0);
    loop {
        if futex_wait(&nothing, 0, deadline, Sharing::Private) == Err(Errno::ETIMEDOUT) {
            return Err(Errno::ETIMEDOUT);
        }
    }
}

/// Gives the mutex back.
pub(super) fn unlock(mutex: &mut pthread_mutex_t) -> Result<(), Errno> {
    let me = number();
    if mutex.state.load(Ordering::Relaxed) & HOLDER != me {
        return Err(Errno::EPERM);
    }
    if mutex.unlock_again() {
        return Ok(());
    }
    let operation = UNLOCK_PI | mutex.sharing().flag();
    let freed = mutex
        .state
        .compare_exchange(me, 0, Ordering::Release, Ordering::Relaxed);
    if freed.is_ok() {
        return Ok(());
    }
    // SAFETY: the caller holds the mutex, so that it is still there.
    unsafe {
        Sys::futex(
            mutex.state.as_ptr(),
            operation,
            0,
            core::ptr::null(),
            core::ptr::null_mut(),
            0,
        )
    }
    .map(drop)
}
