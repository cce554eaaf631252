//! Mutexes whose holder inherits the priority of those that wait for it (POSIX, option Thread Priority Inheritance).
//!
//! On Linux the kernel does it: the state word has the holder's thread number, and who must wait tells the kernel
//! (`FUTEX_LOCK_PI`, futex(2)). Ochre's threads have no priorities that could be inherited; there such a mutex is
//! like any other. A robust one is in its holder's list besides (`robust`): the kernel marks the word of a process that
//! is killed, and the end of a thread gives the mutex to the next one as inconsistent.

use core::sync::atomic::{AtomicI32, Ordering};

use super::mutex::{number, pthread_mutex_t};
use super::robust::{self, HOLDER, HOLDER_DIED};
use super::{futex_wait, Deadline, Sharing};
use crate::errno::Errno;
use crate::platform::Sys;
use crate::types::*;

const LOCK_PI: c_int = 6;
const UNLOCK_PI: c_int = 7;
const TRYLOCK_PI: c_int = 8;
/// As `LOCK_PI`, by the monotonic clock (Linux 5.14).
const LOCK_PI2: c_int = 13;

/// Asks the kernel for an operation on the mutex's state word.
fn ask(mutex: &pthread_mutex_t, operation: c_int, time: *const timespec) -> Result<(), Errno> {
    // SAFETY: the word and the time live through the call.
    unsafe {
        Sys::futex(
            mutex.state.as_ptr(),
            operation | mutex.sharing().flag(),
            0,
            time,
            core::ptr::null_mut(),
            0,
        )
    }
    .map(drop)
}

/// Tries to take the mutex; a robust one is put into the list if that succeeds.
fn take(
    mutex: &mut pthread_mutex_t,
    attempt: impl FnOnce(&pthread_mutex_t) -> Result<(), Errno>,
) -> Result<(), Errno> {
    if !mutex.is_robust() {
        return attempt(mutex);
    }
    robust::begin(mutex);
    let taken = attempt(mutex);
    if taken.is_ok() {
        robust::enlist(mutex);
    }
    robust::settle();
    taken?;
    if mutex.is_lost() {
        give_back(mutex)?;
        return Err(Errno::ENOTRECOVERABLE);
    }
    if mutex.state.load(Ordering::Relaxed) & HOLDER_DIED != 0 {
        mutex.state.fetch_and(!HOLDER_DIED, Ordering::Relaxed);
        mutex.forget_holder();
    }
    match mutex.is_inconsistent() {
        true => Err(Errno::EOWNERDEAD),
        false => Ok(()),
    }
}

/// Takes the mutex if nobody holds it.
pub(super) fn try_lock(mutex: &mut pthread_mutex_t) -> Result<(), Errno> {
    let me = number();
    if mutex.state.load(Ordering::Relaxed) & HOLDER == me {
        return mutex.lock_again();
    }
    take(mutex, |mutex| {
        let taken = mutex
            .state
            .compare_exchange(0, me, Ordering::Acquire, Ordering::Relaxed);
        match taken {
            Ok(_) => Ok(()),
            Err(state) if state & HOLDER != 0 => Err(Errno::EBUSY),
            // Its holder was killed.
            Err(_) => ask(mutex, TRYLOCK_PI, core::ptr::null()).map_err(|_| Errno::EBUSY),
        }
    })
}

/// Takes the mutex, waiting for it.
pub(super) fn lock(
    mutex: &mut pthread_mutex_t,
    deadline: impl FnOnce() -> Result<Option<Deadline>, Errno>,
) -> Result<(), Errno> {
    match try_lock(mutex) {
        Err(Errno::EBUSY) => {
            let deadline = deadline()?;
            take(mutex, |mutex| wait(mutex, deadline.as_ref()))
        }
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
        match ask(mutex, operation, time) {
            Ok(()) => return Ok(()),
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
    if mutex.is_robust() && mutex.is_inconsistent() {
        mutex.set_lost();
    }
    give_back(mutex)
}

/// The calling thread ends, and holds the mutex, which is robust.
pub(super) fn holder_ends(mutex: &mut pthread_mutex_t) {
    mutex.forget_holder();
    // The one error is that another holds the mutex, which then is not this thread's to give.
    let _ = free(mutex);
}

/// Takes the mutex out of the list, if it is a robust one, and frees it.
fn give_back(mutex: &mut pthread_mutex_t) -> Result<(), Errno> {
    if !mutex.is_robust() {
        return free(mutex);
    }
    robust::begin(mutex);
    robust::delist(mutex);
    let freed = free(mutex);
    robust::settle();
    freed
}

/// Frees the state word; the kernel gives it to one that waits. From then on the mutex may be gone.
fn free(mutex: &pthread_mutex_t) -> Result<(), Errno> {
    let freed = mutex
        .state
        .compare_exchange(number(), 0, Ordering::Release, Ordering::Relaxed);
    match freed {
        Ok(_) => Ok(()),
        Err(_) => ask(mutex, UNLOCK_PI, core::ptr::null()),
    }
}
