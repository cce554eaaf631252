//! Robust mutexes: whoever takes one after its holder's end is told so (EOWNERDEAD).
//!
//! The state word has the holder's thread number, and the form that Linux's kernel knows (`linux/futex.h`): each
//! thread keeps a list of the robust mutexes that it holds; at its end it marks each of them itself. The list is registered
//! with the kernel, for a process that is killed.

use core::mem::{offset_of, size_of};
use core::ptr::{addr_of_mut, null_mut};
use core::sync::atomic::Ordering;

use super::mutex::{number, pthread_mutex_t};
use super::{futex_wait, futex_wake, Deadline};
use crate::errno::Errno;
use crate::platform::Sys;
use crate::thread::Tcb;
use crate::types::*;

const HOLDER: i32 = 0x3fff_ffff;
const HOLDER_DIED: i32 = 0x4000_0000;
const WAITERS: i32 = i32::MIN;
/// Unlocked without having been made consistent: nobody gets it any more. No thread has this number.
const NOT_RECOVERABLE: i32 = HOLDER;

/// A place in a thread's list: what the kernel follows.
#[repr(C)]
pub(crate) struct Link {
    next: *mut Link,
}

impl Default for Link {
    fn default() -> Self {
        Self { next: null_mut() }
    }
}

/// A thread's list. Zeroed memory: not registered yet, and empty.
#[repr(C)]
pub(crate) struct List {
    first: Link,
    /// From a link to its mutex's state word.
    offset: isize,
    /// The mutex that is being taken or given back.
    pending: *mut Link,
}

const OFFSET: isize =
    offset_of!(pthread_mutex_t, state) as isize - offset_of!(pthread_mutex_t, robust) as isize;

/// The calling thread's list, registered and ready.
fn list() -> *mut List {
    // SAFETY: the block is the caller's own, and the list is as the kernel wants it.
    unsafe {
        let list = addr_of_mut!((*Tcb::current()).posix.robust);
        if (*list).first.next.is_null() {
            (*list).offset = OFFSET;
            (*list).first.next = &raw mut (*list).first;
            // A kernel without such lists leaves only the end of threads to be noticed.
            let _ = Sys::set_robust_list(list.cast(), size_of::<List>());
        }
        list
    }
}

/// In the child after fork: it holds none of the parent's mutexes.
///
/// # Safety
/// Only the calling thread is there.
pub(crate) unsafe fn forget() {
    // SAFETY: the block is the caller's own.
    unsafe { (*Tcb::current()).posix.robust.first.next = null_mut() };
}

/// Marks all that the calling thread holds: its end has come.
///
/// # Safety
/// The calling thread takes no robust mutex any more.
pub(crate) unsafe fn holder_ends() {
    // SAFETY: mutexes that are held are not destroyed (POSIX).
    unsafe {
        let list = addr_of_mut!((*Tcb::current()).posix.robust);
        let end = &raw mut (*list).first;
        let mut link = (*list).first.next;
        while !link.is_null() && link != end {
            let next = (*link).next;
            (*list).first.next = next;
            let mutex = link
                .byte_offset(-(offset_of!(pthread_mutex_t, robust) as isize))
                .cast::<pthread_mutex_t>();
            let marked = |old| Some(HOLDER_DIED | old & WAITERS);
            let old = (*mutex)
                .state
                .fetch_update(Ordering::AcqRel, Ordering::Relaxed, marked);
            if old.is_ok_and(|old| old & WAITERS != 0) {
                futex_wake(&raw const (*mutex).state, 1, (*mutex).sharing());
            }
            link = next;
        }
    }
}

/// Takes a mutex that nobody holds. `Err(EOWNERDEAD)`: taken, but its holder died.
pub(super) fn try_lock(mutex: &mut pthread_mutex_t, waiters: i32) -> Result<(), Errno> {
    let me = number();
    // SAFETY: the list is the caller's own; the mutex stays where it is while it is held.
    unsafe {
        let list = list();
        loop {
            let old = mutex.state.load(Ordering::Relaxed);
            if old == NOT_RECOVERABLE {
                return Err(Errno::ENOTRECOVERABLE);
            }
            if old & HOLDER == me {
                return mutex.lock_again();
            }
            if old & HOLDER != 0 {
                return Err(Errno::EBUSY);
            }
            (*list).pending = &raw mut mutex.robust;
            let new = me | old & WAITERS | waiters;
            let taken =
                mutex
                    .state
                    .compare_exchange(old, new, Ordering::Acquire, Ordering::Relaxed);
            if taken.is_ok() {
                mutex.robust.next = (*list).first.next;
                (*list).first.next = &raw mut mutex.robust;
            }
            (*list).pending = null_mut();
            match taken {
                Ok(_) if old & HOLDER_DIED != 0 => {
                    mutex.forget_holder();
                    return Err(Errno::EOWNERDEAD);
                }
                Ok(_) if mutex.is_inconsistent() => return Err(Errno::EOWNERDEAD),
                Ok(_) => return Ok(()),
                Err(_) => {}
            }
        }
    }
}

/// Takes a mutex, waiting for it.
pub(super) fn lock(
    mutex: &mut pthread_mutex_t,
    deadline: impl FnOnce() -> Result<Option<Deadline>, Errno>,
) -> Result<(), Errno> {
    match try_lock(mutex, 0) {
        Err(Errno::EBUSY) => {}
        // A normal mutex's holder waits for itself.
        Err(Errno::EDEADLK) if mutex.is_normal() => {}
        result => return result,
    }
    let deadline = deadline()?;
    loop {
        let old = mutex.state.load(Ordering::Relaxed);
        if old & HOLDER != 0 && old != NOT_RECOVERABLE {
            let new = old | WAITERS;
            let marked =
                mutex
                    .state
                    .compare_exchange(old, new, Ordering::Relaxed, Ordering::Relaxed);
            if old != new && marked.is_err() {
                continue;
            }
            if futex_wait(&mutex.state, new, deadline.as_ref(), mutex.sharing())
                == Err(Errno::ETIMEDOUT)
            {
                return Err(Errno::ETIMEDOUT);
            }
        }
        // Others may wait still.
        match try_lock(mutex, WAITERS) {
            Err(Errno::EBUSY) => {}
            Err(Errno::EDEADLK) if mutex.is_normal() => {}
            result => return result,
        }
    }
}

/// Gives a mutex back; without having been made consistent it is lost for all.
pub(super) fn unlock(mutex: &mut pthread_mutex_t) -> Result<(), Errno> {
    if !is_mine(mutex) {
        return Err(Errno::EPERM);
    }
    if mutex.unlock_again() {
        return Ok(());
    }
    let lost = mutex.is_inconsistent();
    let sharing = mutex.sharing();
    let (place, word) = (&raw mut mutex.robust, &raw const mutex.state);
    // SAFETY: the list is the caller's own, of mutexes that it holds.
    unsafe {
        let list = list();
        (*list).pending = place;
        let end = &raw mut (*list).first;
        let mut link = end;
        while (*link).next != place && (*link).next != end {
            link = (*link).next;
        }
        if (*link).next == place {
            (*link).next = (*place).next;
        }
        let new = if lost { NOT_RECOVERABLE } else { 0 };
        // From the exchange on the mutex may be gone: only its address is used.
        let old = mutex.state.swap(new, Ordering::Release);
        (*list).pending = null_mut();
        if old & WAITERS != 0 {
            futex_wake(word, if lost { i32::MAX } else { 1 }, sharing);
        }
    }
    Ok(())
}

/// Whether the calling thread holds it.
pub(super) fn is_mine(mutex: &pthread_mutex_t) -> bool {
    let state = mutex.state.load(Ordering::Relaxed);
    state != NOT_RECOVERABLE && state & HOLDER == number()
}

/// POSIX: `pthread_mutex_consistent`: its holder says that what it protects is in order again.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_mutex_consistent(mutex: *mut pthread_mutex_t) -> c_int {
    // SAFETY: the caller's promise.
    let mutex = unsafe { &mut *mutex };
    if !mutex.is_robust() || !is_mine(mutex) || !mutex.is_inconsistent() {
        return c_int::from(Errno::EINVAL.0);
    }
    mutex.set_consistent();
    0
}
