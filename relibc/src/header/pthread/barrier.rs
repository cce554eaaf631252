//! Barriers.

use super::{futex_wait, futex_wake, Sharing};
use crate::errno::Errno;
use crate::types::*;
use core::sync::atomic::{AtomicI32, Ordering};

/// What one of the threads at a barrier gets.
const SERIAL_THREAD: c_int = -1;

/// `pthread_barrier_t`, in 32 bytes.
#[repr(C)]
pub struct pthread_barrier_t {
    limit: u32,
    shared: u32,
    arrived: AtomicI32,
    round: AtomicI32,
    /// Threads within the call: `pthread_barrier_destroy` waits for them.
    inside: AtomicI32,
    reserved: [u32; 3],
}

/// `pthread_barrierattr_t`.
#[repr(C)]
pub struct pthread_barrierattr_t {
    shared: u32,
}

const _: () = assert!(core::mem::size_of::<pthread_barrier_t>() == 32);

/// POSIX: `pthread_barrier_init`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_barrier_init(
    barrier: *mut pthread_barrier_t,
    attr: *const pthread_barrierattr_t,
    count: c_uint,
) -> c_int {
    if count == 0 || count > i32::MAX as c_uint {
        return c_int::from(Errno::EINVAL.0);
    }
    // SAFETY: the caller's promise.
    unsafe {
        let shared = attr.as_ref().map_or(0, |attr| attr.shared);
        let zero = || AtomicI32::new(0);
        barrier.write(pthread_barrier_t {
            limit: count,
            shared,
            arrived: zero(),
            round: zero(),
            inside: zero(),
            reserved: [0; 3],
        });
    }
    0
}

/// POSIX: `pthread_barrier_wait`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_barrier_wait(barrier: *mut pthread_barrier_t) -> c_int {
    // SAFETY: the caller's promise; `inside` keeps the barrier until this thread has left.
    unsafe {
        let barrier = &*barrier;
        let sharing = if barrier.shared != 0 {
            Sharing::Shared
        } else {
            Sharing::Private
        };
        barrier.inside.fetch_add(1, Ordering::AcqRel);
        let round = barrier.round.load(Ordering::Acquire);
        let last = barrier.arrived.fetch_add(1, Ordering::AcqRel) + 1 == barrier.limit as i32;
        if last {
            barrier.arrived.store(0, Ordering::Relaxed);
            barrier.round.fetch_add(1, Ordering::Release);
            futex_wake(&barrier.round, i32::MAX, sharing);
        } else {
            while barrier.round.load(Ordering::Acquire) == round {
                let _ = futex_wait(&barrier.round, round, None, sharing);
            }
        }
        let word = &raw const barrier.inside;
        if barrier.inside.fetch_sub(1, Ordering::AcqRel) == 1 {
            futex_wake(word, 1, sharing);
        }
        if last {
            SERIAL_THREAD
        } else {
            0
        }
    }
}

/// POSIX: `pthread_barrier_destroy`: waits until the last round's threads have left.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_barrier_destroy(barrier: *mut pthread_barrier_t) -> c_int {
    // SAFETY: the caller's promise.
    unsafe {
        let barrier = &*barrier;
        let sharing = if barrier.shared != 0 {
            Sharing::Shared
        } else {
            Sharing::Private
        };
        loop {
            let inside = barrier.inside.load(Ordering::Acquire);
            if inside == 0 {
                return 0;
            }
            let _ = futex_wait(&barrier.inside, inside, None, sharing);
        }
    }
}

/// POSIX: `pthread_barrierattr_init`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_barrierattr_init(attr: *mut pthread_barrierattr_t) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { (*attr).shared = 0 };
    0
}

/// POSIX: `pthread_barrierattr_destroy`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_barrierattr_destroy(_attr: *mut pthread_barrierattr_t) -> c_int {
    0
}

/// POSIX: `pthread_barrierattr_getpshared`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_barrierattr_getpshared(
    attr: *const pthread_barrierattr_t,
    shared: *mut c_int,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { *shared = (*attr).shared as c_int };
    0
}

/// POSIX: `pthread_barrierattr_setpshared`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_barrierattr_setpshared(
    attr: *mut pthread_barrierattr_t,
    shared: c_int,
) -> c_int {
    if !(0..=1).contains(&shared) {
        return c_int::from(Errno::EINVAL.0);
    }
    // SAFETY: the caller's promise.
    unsafe { (*attr).shared = shared as u32 };
    0
}
