//! Locks for relibc's own data, on futexes. They cost one atomic exchange when free, and none at
//! all while the process has a single thread.

pub(crate) mod across_fork;

use crate::thread;
use core::cell::UnsafeCell;
use core::ops::{Deref, DerefMut};
use core::sync::atomic::{AtomicI32, Ordering};

const FREE: i32 = 0;
const HELD: i32 = 1;
const HELD_WITH_WAITERS: i32 = 2;

/// A lock without data, for C structures that embed one (Drepper, "Futexes are tricky", mutex 2).
#[repr(transparent)]
#[derive(Debug, Default)]
pub struct RawLock(AtomicI32);

impl RawLock {
    /// A free lock.
    pub const fn new() -> Self {
        Self(AtomicI32::new(FREE))
    }

    /// Takes the lock, waiting for it.
    #[inline]
    pub fn lock(&self) {
        if !thread::is_multi_threaded() {
            self.0.store(HELD, Ordering::Relaxed);
        } else if self
            .0
            .compare_exchange(FREE, HELD, Ordering::Acquire, Ordering::Relaxed)
            .is_err()
        {
            self.wait();
        }
    }

    /// Takes the lock if it is free.
    #[inline]
    pub fn try_lock(&self) -> bool {
        self.0
            .compare_exchange(FREE, HELD, Ordering::Acquire, Ordering::Relaxed)
            .is_ok()
    }

    /// Gives the lock back.
    #[inline]
    pub fn unlock(&self) {
        if !thread::is_multi_threaded() {
            self.0.store(FREE, Ordering::Relaxed);
        } else if self.0.swap(FREE, Ordering::Release) == HELD_WITH_WAITERS {
            self.wake();
        }
    }

    /// Makes the lock free whoever held it: in a child after `fork`.
    pub fn reset(&self) {
        self.0.store(FREE, Ordering::Relaxed);
    }

    #[cold]
    #[inline(never)]
    fn wake(&self) {
        if let Some(wake) = contended::wake() {
            wake(&self.0);
        }
    }

    #[cold]
    #[inline(never)]
    fn wait(&self) {
        for _ in 0..100 {
            if self.0.load(Ordering::Relaxed) == FREE && self.try_lock() {
                return;
            }
            core::hint::spin_loop();
        }
        while self.0.swap(HELD_WITH_WAITERS, Ordering::Acquire) != FREE {
            if let Some(wait) = contended::wait() {
                wait(&self.0, HELD_WITH_WAITERS);
            }
        }
    }
}

/// What only locks with more than one thread need: a program that starts no thread does not have it.
/// `thread::many` has the functions, next to what says that there is more than one thread.
#[cfg(not(test))]
mod contended {
    use core::sync::atomic::AtomicI32;

    extern "C" {
        #[linkage = "extern_weak"]
        static __relibc_hook_wait: Option<extern "C" fn(&AtomicI32, i32)>;
        #[linkage = "extern_weak"]
        static __relibc_hook_wake: Option<extern "C" fn(&AtomicI32)>;
    }

    pub fn wait() -> Option<extern "C" fn(&AtomicI32, i32)> {
        // SAFETY: null, or the function of `thread::many`.
        unsafe { __relibc_hook_wait }
    }

    pub fn wake() -> Option<extern "C" fn(&AtomicI32)> {
        // SAFETY: as above.
        unsafe { __relibc_hook_wake }
    }
}

#[cfg(test)]
mod contended {
    use crate::thread::many;
    use core::sync::atomic::AtomicI32;

    pub fn wait() -> Option<extern "C" fn(&AtomicI32, i32)> {
        Some(many::__relibc_hook_wait)
    }

    pub fn wake() -> Option<extern "C" fn(&AtomicI32)> {
        Some(many::__relibc_hook_wake)
    }
}

/// Data behind a [`RawLock`].
pub struct Mutex<T> {
    lock: RawLock,
    data: UnsafeCell<T>,
}

// SAFETY: the lock lets one thread at a time reach the data.
unsafe impl<T: Send> Sync for Mutex<T> {}

impl<T> Mutex<T> {
    /// A free lock around `data`.
    pub const fn new(data: T) -> Self {
        Self {
            lock: RawLock::new(),
            data: UnsafeCell::new(data),
        }
    }

    /// Takes the lock until the guard is dropped.
    #[inline]
    pub fn lock(&self) -> MutexGuard<'_, T> {
        self.lock.lock();
        MutexGuard { mutex: self }
    }

    /// The lock itself, for fork handling.
    pub const fn raw(&self) -> &RawLock {
        &self.lock
    }
}

/// The right to use a [`Mutex`]'s data.
pub struct MutexGuard<'a, T> {
    mutex: &'a Mutex<T>,
}

impl<T> Deref for MutexGuard<'_, T> {
    type Target = T;
    fn deref(&self) -> &T {
        // SAFETY: the guard holds the lock.
        unsafe { &*self.mutex.data.get() }
    }
}

impl<T> DerefMut for MutexGuard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: the guard holds the lock.
        unsafe { &mut *self.mutex.data.get() }
    }
}

impl<T> Drop for MutexGuard<'_, T> {
    fn drop(&mut self) {
        self.mutex.lock.unlock();
    }
}
