//! Robust mutexes: whoever takes one after its holder's end is told so (EOWNERDEAD).
//!
//! The state word has the holder's thread number, and the form that Linux's kernel knows (`linux/futex.h`): each
//! thread keeps a list of the robust mutexes that it holds; at its end it marks each of them itself. The list is registered
//! with the kernel, for a process that is killed. Those whose holder inherits priorities as well are in `inherit`, and
//! in the same list.

use core::mem::{offset_of, size_of};
use core::ptr::{addr_of_mut, null_mut};
use core::sync::atomic::Ordering;

use super::mutex::{number, pthread_mutex_t};
use super::{futex_wait, futex_wake, inherit, Deadline};
use crate::errno::Errno;
use crate::platform::Sys;
use crate::thread::Tcb;
use crate::types::*;

pub(super) const HOLDER: i32 = 0x3fff_ffff;
pub(super) const HOLDER_DIED: i32 = 0x4000_0000;
const WAITERS: i32 = i32::MIN;
/// Unlocked without having been made consistent: nobody gets it any more. No thread has this number.
const NOT_RECOVERABLE: i32 = HOLDER;

/// A place in a thread's list: what the kernel follows. [`INHERITS`] is in the address of a mutex whose holder inherits
/// priorities.
#[repr(C)]
pub(crate) struct Link {
    next: *mut Link,
}

const INHERITS: usize = 1;

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

/// The place of a mutex, as the kernel is told it.
fn place_of(mutex: &mut pthread_mutex_t) -> *mut Link {
    let bit = if mutex.inherits() { INHERITS } else { 0 };
    (&raw mut mutex.robust).map_addr(|address| address | bit)
}

/// Where that is.
fn is_at(place: *mut Link) -> *mut Link {
    place.map_addr(|address| address & !INHERITS)
}

/// The calling thread is about to take the mutex, or to give it back: should it be killed meanwhile, the kernel looks
/// at it. [`settle`] follows.
pub(super) fn begin(mutex: &mut pthread_mutex_t) {
    // SAFETY: the list is the caller's own.
    unsafe { (*list()).pending = place_of(mutex) };
}

/// What was begun is done.
pub(super) fn settle() {
    // SAFETY: the list is the caller's own.
    unsafe { (*list()).pending = null_mut() };
}

/// Puts a mutex that was taken into the calling thread's list.
pub(super) fn enlist(mutex: &mut pthread_mutex_t) {
    let place = place_of(mutex);
    // SAFETY: the list is the caller's own; the mutex stays where it is while it is held.
    unsafe {
        let list = list();
        mutex.robust.next = (*list).first.next;
        (*list).first.next = place;
    }
}

/// Takes a mutex that is to be given back out of the calling thread's list.
pub(super) fn delist(mutex: &mut pthread_mutex_t) {
    let place = place_of(mutex);
    // SAFETY: the list is the caller's own, of mutexes that it holds.
    unsafe {
        let list = list();
        let end = &raw mut (*list).first;
        let mut link = end;
        while (*link).next != place && (*link).next != end {
            link = is_at((*link).next);
        }
        if (*link).next == place {
            (*link).next = mutex.robust.next;
        }
    }
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
            let place = is_at(link);
            let next = (*place).next;
            (*list).first.next = next;
            let mutex = place
                .byte_offset(-(offset_of!(pthread_mutex_t, robust) as isize))
                .cast::<pthread_mutex_t>();
            match (*mutex).inherits() {
                true => inherit::holder_ends(&mut *mutex),
                false => mark(mutex),
            }
            link = next;
        }
    }
}

/// Writes into a mutex's state word that its holder died, and wakes one that waits for it.
///
/// # Safety
/// The mutex is there, until another thread takes it.
unsafe fn mark(mutex: *const pthread_mutex_t) {
    let marked = |old| Some(HOLDER_DIED | old & WAITERS);
    // SAFETY: the caller's promise.
    unsafe {
        let sharing = (*mutex).sharing();
        let old = (*mutex)
            .state
            .fetch_update(Ordering::AcqRel, Ordering::Relaxed, marked);
        if old.is_ok_and(|old| old & WAITERS != 0) {
            futex_wake(&raw const (*mutex).state, 1, sharing);
        }
    }
}

/// Takes a mutex that nobody holds. `Err(EOWNERDEAD)`: taken, but its holder died.
pub(super) fn try_lock(mutex: &mut pthread_mutex_t, waiters: i32) -> Result<(), Errno> {
    let me = number();
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
        begin(mutex);
        let new = me | old & WAITERS | waiters;
        let taken = mutex
            .state
            .compare_exchange(old, new, Ordering::Acquire, Ordering::Relaxed);
        if taken.is_ok() {
            enlist(mutex);
        }
        settle();
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
    begin(mutex);
    delist(mutex);
    // From the exchange on the mutex may be gone: only its address is used.
    let word = &raw const mutex.state;
    let new = if lost { NOT_RECOVERABLE } else { 0 };
    let old = mutex.state.swap(new, Ordering::Release);
    settle();
    if old & WAITERS != 0 {
        futex_wake(word, if lost { i32::MAX } else { 1 }, sharing);
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
