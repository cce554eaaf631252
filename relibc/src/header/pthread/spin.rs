//! Spin locks.

use crate::errno::Errno;
use crate::types::*;
use core::sync::atomic::{AtomicI32, Ordering};

/// POSIX: `pthread_spin_init`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_spin_init(lock: *mut pthread_spinlock_t, _shared: c_int) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { *lock = 0 };
    0
}

/// POSIX: `pthread_spin_destroy`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_spin_destroy(_lock: *mut pthread_spinlock_t) -> c_int {
    0
}

/// POSIX: `pthread_spin_trylock`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_spin_trylock(lock: *mut pthread_spinlock_t) -> c_int {
    // SAFETY: the caller's promise.
    let word = unsafe { AtomicI32::from_ptr(lock) };
    match word.compare_exchange(0, 1, Ordering::Acquire, Ordering::Relaxed) {
        Ok(_) => 0,
        Err(_) => c_int::from(Errno::EBUSY.0),
    }
}

/// POSIX: `pthread_spin_lock`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_spin_lock(lock: *mut pthread_spinlock_t) -> c_int {
    // SAFETY: the caller's promise.
    let word = unsafe { AtomicI32::from_ptr(lock) };
    while word
        .compare_exchange_weak(0, 1, Ordering::Acquire, Ordering::Relaxed)
        .is_err()
    {
        while word.load(Ordering::Relaxed) != 0 {
            core::hint::spin_loop();
        }
    }
    0
}

/// POSIX: `pthread_spin_unlock`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_spin_unlock(lock: *mut pthread_spinlock_t) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { AtomicI32::from_ptr(lock) }.store(0, Ordering::Release);
    0
}
