//! Read-write locks.

use super::{futex_wait, futex_wake, Deadline, Sharing};
use crate::errno::{Errno, ResultExt};
use crate::thread::Tcb;
use crate::types::*;
use core::sync::atomic::{AtomicI32, Ordering};

/// Low 31 bits: readers, or this value for a writer. The sign bit: someone sleeps.
const WRITER: i32 = i32::MAX;
const WAITERS: i32 = i32::MIN;

/// `pthread_rwlock_t`, in 56 bytes.
#[repr(C)]
pub struct pthread_rwlock_t {
    state: AtomicI32,
    shared: u32,
    /// The thread that holds the lock for writing: it does not wait for itself (EDEADLK, which POSIX leaves open).
    writer: AtomicI32,
    reserved: [u32; 11],
}

/// `pthread_rwlockattr_t`.
#[repr(C)]
pub struct pthread_rwlockattr_t {
    shared: u32,
    reserved: u32,
}

const _: () = assert!(core::mem::size_of::<pthread_rwlock_t>() == 56);

/// How a lock is wanted.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Read,
    Write,
}

/// The calling thread's number.
fn own_number() -> i32 {
    // SAFETY: the block is the caller's own.
    unsafe { (*Tcb::current()).tid.load(Ordering::Relaxed) }
}

impl pthread_rwlock_t {
    fn sharing(&self) -> Sharing {
        if self.shared != 0 {
            Sharing::Shared
        } else {
            Sharing::Private
        }
    }

    /// Takes the lock if it can be had at once; else gives the state that stands against it.
    fn try_lock(&self, mode: Mode) -> Result<(), i32> {
        let mut state = self.state.load(Ordering::Relaxed);
        loop {
            let holders = state & WRITER;
            let new = match mode {
                Mode::Write if holders == 0 => state | WRITER,
                Mode::Read if holders < WRITER - 1 => state + 1,
                _ => return Err(state),
            };
            match self
                .state
                .compare_exchange_weak(state, new, Ordering::Acquire, Ordering::Relaxed)
            {
                Ok(_) => {
                    if mode == Mode::Write {
                        self.writer.store(own_number(), Ordering::Relaxed);
                    }
                    return Ok(());
                }
                Err(now) => state = now,
            }
        }
    }

    fn lock(
        &self,
        mode: Mode,
        deadline: impl FnOnce() -> Result<Option<Deadline>, Errno>,
    ) -> Result<(), Errno> {
        if self.try_lock(mode).is_ok() {
            return Ok(());
        }
        let deadline = deadline()?;
        if self.writer.load(Ordering::Relaxed) == own_number() {
            return Err(Errno::EDEADLK);
        }
        while let Err(state) = self.try_lock(mode) {
            let sleeping = state | WAITERS;
            if state != sleeping
                && self
                    .state
                    .compare_exchange(state, sleeping, Ordering::Relaxed, Ordering::Relaxed)
                    .is_err()
            {
                continue;
            }
            if futex_wait(&self.state, sleeping, deadline.as_ref(), self.sharing())
                == Err(Errno::ETIMEDOUT)
            {
                return Err(Errno::ETIMEDOUT);
            }
        }
        Ok(())
    }

    fn unlock(&self) {
        let sharing = self.sharing();
        let mut state = self.state.load(Ordering::Relaxed);
        loop {
            let holders = state & WRITER;
            let free = holders == WRITER || holders == 1;
            if holders == WRITER {
                self.writer.store(0, Ordering::Relaxed);
            }
            let new = if free { 0 } else { state - 1 };
            match self
                .state
                .compare_exchange_weak(state, new, Ordering::Release, Ordering::Relaxed)
            {
                Ok(_) if free && state < 0 => return futex_wake(&self.state, i32::MAX, sharing),
                Ok(_) => return,
                Err(now) => state = now,
            }
        }
    }
}

/// POSIX: `pthread_rwlock_init`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_rwlock_init(
    lock: *mut pthread_rwlock_t,
    attr: *const pthread_rwlockattr_t,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe {
        let shared = attr.as_ref().map_or(0, |attr| attr.shared);
        lock.write(pthread_rwlock_t {
            state: AtomicI32::new(0),
            shared,
            writer: AtomicI32::new(0),
            reserved: [0; 11],
        });
    }
    0
}

/// POSIX: `pthread_rwlock_destroy`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_rwlock_destroy(_lock: *mut pthread_rwlock_t) -> c_int {
    0
}

/// POSIX: `pthread_rwlock_rdlock`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_rwlock_rdlock(lock: *mut pthread_rwlock_t) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { (*lock).lock(Mode::Read, || Ok(None)) }.or_number()
}

/// POSIX: `pthread_rwlock_tryrdlock`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_rwlock_tryrdlock(lock: *mut pthread_rwlock_t) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { (*lock).try_lock(Mode::Read) }
        .map_err(|_| Errno::EBUSY)
        .or_number()
}

/// POSIX: `pthread_rwlock_timedrdlock`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_rwlock_timedrdlock(
    lock: *mut pthread_rwlock_t,
    time: *const timespec,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { (*lock).lock(Mode::Read, || Deadline::at(0, time)) }.or_number()
}

/// POSIX.1-2024: `pthread_rwlock_clockrdlock`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_rwlock_clockrdlock(
    lock: *mut pthread_rwlock_t,
    clock: clockid_t,
    time: *const timespec,
) -> c_int {
    if !(0..=1).contains(&clock) {
        return c_int::from(Errno::EINVAL.0);
    }
    // SAFETY: the caller's promise.
    unsafe { (*lock).lock(Mode::Read, || Deadline::at(clock, time)) }.or_number()
}

/// POSIX: `pthread_rwlock_wrlock`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_rwlock_wrlock(lock: *mut pthread_rwlock_t) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { (*lock).lock(Mode::Write, || Ok(None)) }.or_number()
}

/// POSIX: `pthread_rwlock_trywrlock`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_rwlock_trywrlock(lock: *mut pthread_rwlock_t) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { (*lock).try_lock(Mode::Write) }
        .map_err(|_| Errno::EBUSY)
        .or_number()
}

/// POSIX: `pthread_rwlock_timedwrlock`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_rwlock_timedwrlock(
    lock: *mut pthread_rwlock_t,
    time: *const timespec,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { (*lock).lock(Mode::Write, || Deadline::at(0, time)) }.or_number()
}

/// POSIX.1-2024: `pthread_rwlock_clockwrlock`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_rwlock_clockwrlock(
    lock: *mut pthread_rwlock_t,
    clock: clockid_t,
    time: *const timespec,
) -> c_int {
    if !(0..=1).contains(&clock) {
        return c_int::from(Errno::EINVAL.0);
    }
    // SAFETY: the caller's promise.
    unsafe { (*lock).lock(Mode::Write, || Deadline::at(clock, time)) }.or_number()
}

/// POSIX: `pthread_rwlock_unlock`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_rwlock_unlock(lock: *mut pthread_rwlock_t) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { (*lock).unlock() };
    0
}

/// POSIX: `pthread_rwlockattr_init`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_rwlockattr_init(attr: *mut pthread_rwlockattr_t) -> c_int {
    // SAFETY: the caller's promise.
    unsafe {
        attr.write(pthread_rwlockattr_t {
            shared: 0,
            reserved: 0,
        })
    };
    0
}

/// POSIX: `pthread_rwlockattr_destroy`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_rwlockattr_destroy(_attr: *mut pthread_rwlockattr_t) -> c_int {
    0
}

/// POSIX: `pthread_rwlockattr_getpshared`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_rwlockattr_getpshared(
    attr: *const pthread_rwlockattr_t,
    shared: *mut c_int,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { *shared = (*attr).shared as c_int };
    0
}

/// POSIX: `pthread_rwlockattr_setpshared`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_rwlockattr_setpshared(
    attr: *mut pthread_rwlockattr_t,
    shared: c_int,
) -> c_int {
    if !(0..=1).contains(&shared) {
        return c_int::from(Errno::EINVAL.0);
    }
    // SAFETY: the caller's promise.
    unsafe { (*attr).shared = shared as u32 };
    0
}
