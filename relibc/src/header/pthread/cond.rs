//! Condition variables: a sequence number that every signal changes.

use super::exit::{__ptcb, _pthread_cleanup_pop, _pthread_cleanup_push};
use super::mutex::pthread_mutex_t;
use super::{cancel, futex_wait_point, futex_wake, Deadline, Sharing};
use crate::errno::{Errno, ResultExt};
use crate::types::*;
use core::sync::atomic::{AtomicI32, Ordering};

/// Attribute bits: the clock, and use by several processes.
const MONOTONIC: u32 = 1;
const PSHARED: u32 = 1 << 31;

/// `pthread_cond_t`, in 48 bytes.
#[repr(C)]
pub struct pthread_cond_t {
    sequence: AtomicI32,
    bits: u32,
    waiters: AtomicI32,
    reserved: [u32; 9],
}

/// `pthread_condattr_t`.
#[repr(C)]
pub struct pthread_condattr_t {
    bits: u32,
}

const _: () = assert!(core::mem::size_of::<pthread_cond_t>() == 48);

impl pthread_cond_t {
    fn sharing(&self) -> Sharing {
        if self.bits & PSHARED != 0 {
            Sharing::Shared
        } else {
            Sharing::Private
        }
    }

    fn clock(&self) -> clockid_t {
        clockid_t::from(self.bits & MONOTONIC != 0)
    }

    fn wake(&self, most: i32) {
        if self.waiters.load(Ordering::SeqCst) != 0 {
            self.sequence.fetch_add(1, Ordering::SeqCst);
            futex_wake(&self.sequence, most, self.sharing());
        }
    }
}

/// What a cancelled waiter leaves: not waiting, and with the mutex.
struct Waiter {
    condition: *const pthread_cond_t,
    mutex: *mut pthread_mutex_t,
    /// What taking the mutex again gave: a robust one's holder may have died.
    locked: Result<(), Errno>,
}

unsafe extern "C" fn leave(waiter: *mut c_void) {
    // SAFETY: the waiter's frame is still there; both objects outlive the wait.
    unsafe {
        let waiter = &mut *waiter.cast::<Waiter>();
        (*waiter.condition).waiters.fetch_sub(1, Ordering::SeqCst);
        waiter.locked = (*waiter.mutex).lock(|| Ok(None));
    }
}

/// # Safety
/// The mutex is held by the caller.
unsafe fn wait(
    condition: *const pthread_cond_t,
    mutex: *mut pthread_mutex_t,
    deadline: Option<&Deadline>,
) -> Result<(), Errno> {
    // SAFETY: the caller's promise.
    unsafe {
        cancel::test();
        let condition_ref = &*condition;
        condition_ref.waiters.fetch_add(1, Ordering::SeqCst);
        let sequence = condition_ref.sequence.load(Ordering::SeqCst);
        if let Err(error) = (*mutex).unlock() {
            condition_ref.waiters.fetch_sub(1, Ordering::SeqCst);
            return Err(error);
        }
        let mut waiter = Waiter {
            condition,
            mutex,
            locked: Ok(()),
        };
        let mut entry = core::mem::MaybeUninit::<__ptcb>::uninit();
        _pthread_cleanup_push(entry.as_mut_ptr(), Some(leave), (&raw mut waiter).cast());
        let result = futex_wait_point(
            &condition_ref.sequence,
            sequence,
            deadline,
            condition_ref.sharing(),
        );
        if result == Err(Errno::EINTR) {
            cancel::test();
        }
        _pthread_cleanup_pop(entry.as_mut_ptr(), 1);
        waiter.locked?;
        match result {
            Err(Errno::ETIMEDOUT) => Err(Errno::ETIMEDOUT),
            _ => Ok(()),
        }
    }
}

/// POSIX: `pthread_cond_init`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_cond_init(
    condition: *mut pthread_cond_t,
    attr: *const pthread_condattr_t,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe {
        let bits = attr.as_ref().map_or(0, |attr| attr.bits);
        condition.write(pthread_cond_t {
            sequence: AtomicI32::new(0),
            bits,
            waiters: AtomicI32::new(0),
            reserved: [0; 9],
        });
    }
    0
}

/// POSIX: `pthread_cond_destroy`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_cond_destroy(_condition: *mut pthread_cond_t) -> c_int {
    0
}

/// POSIX: `pthread_cond_wait`. A cancellation point.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_cond_wait(
    condition: *mut pthread_cond_t,
    mutex: *mut pthread_mutex_t,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { wait(condition, mutex, None) }.or_number()
}

/// POSIX: `pthread_cond_timedwait`. A cancellation point.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_cond_timedwait(
    condition: *mut pthread_cond_t,
    mutex: *mut pthread_mutex_t,
    time: *const timespec,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe {
        Deadline::at((*condition).clock(), time).and_then(|d| wait(condition, mutex, d.as_ref()))
    }
    .or_number()
}

/// POSIX.1-2024: `pthread_cond_clockwait`. A cancellation point.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_cond_clockwait(
    condition: *mut pthread_cond_t,
    mutex: *mut pthread_mutex_t,
    clock: clockid_t,
    time: *const timespec,
) -> c_int {
    if !(0..=1).contains(&clock) {
        return c_int::from(Errno::EINVAL.0);
    }
    // SAFETY: the caller's promise.
    unsafe { Deadline::at(clock, time).and_then(|d| wait(condition, mutex, d.as_ref())) }
        .or_number()
}

/// POSIX: `pthread_cond_signal`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_cond_signal(condition: *mut pthread_cond_t) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { (*condition).wake(1) };
    0
}

/// POSIX: `pthread_cond_broadcast`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_cond_broadcast(condition: *mut pthread_cond_t) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { (*condition).wake(i32::MAX) };
    0
}

/// POSIX: `pthread_condattr_init`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_condattr_init(attr: *mut pthread_condattr_t) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { (*attr).bits = 0 };
    0
}

/// POSIX: `pthread_condattr_destroy`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_condattr_destroy(_attr: *mut pthread_condattr_t) -> c_int {
    0
}

/// POSIX: `pthread_condattr_getclock`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_condattr_getclock(
    attr: *const pthread_condattr_t,
    clock: *mut clockid_t,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { *clock = clockid_t::from((*attr).bits & MONOTONIC != 0) };
    0
}

/// POSIX: `pthread_condattr_setclock`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_condattr_setclock(
    attr: *mut pthread_condattr_t,
    clock: clockid_t,
) -> c_int {
    if !(0..=1).contains(&clock) {
        return c_int::from(Errno::EINVAL.0);
    }
    // SAFETY: the caller's promise.
    unsafe { (*attr).bits = (*attr).bits & !MONOTONIC | clock as u32 };
    0
}

/// POSIX: `pthread_condattr_getpshared`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_condattr_getpshared(
    attr: *const pthread_condattr_t,
    shared: *mut c_int,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { *shared = c_int::from((*attr).bits & PSHARED != 0) };
    0
}

/// POSIX: `pthread_condattr_setpshared`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_condattr_setpshared(
    attr: *mut pthread_condattr_t,
    shared: c_int,
) -> c_int {
    if !(0..=1).contains(&shared) {
        return c_int::from(Errno::EINVAL.0);
    }
    // SAFETY: the caller's promise.
    unsafe { (*attr).bits = (*attr).bits & !PSHARED | if shared == 1 { PSHARED } else { 0 } };
    0
}
