//! The kernel's spin lock, with lock-order checking in debug builds.
//!
//! *Overview.* [`SpinLock`] is a `spin`-style mutex whose wait loop calls
//! [`crate::machine::Machine::relax`], so that a CPU that waits still serves TLB shootdowns.
//! Interrupts are off in the kernel, so a lock is never taken twice by an interrupt handler.
//!
//! *Order.* Every lock has a [`Rank`]. A CPU that holds a lock may only take locks of a strictly
//! higher rank; a debug build panics otherwise. At each park, switch and user copy no lock may be
//! held ([`assert_none_held`]). Nothing with a `Drop` that locks may be dropped under a lock of a
//! higher rank: take it out, release, then drop.

use crate::machine;
use core::ops::{Deref, DerefMut};
#[cfg(debug_assertions)]
use core::sync::atomic::{AtomicU64, Ordering};

/// Most CPUs the kernel runs on; CPU sets are 64-bit masks.
pub const MAX_CPUS: usize = 64;

/// Place of a lock in the order; lower ranks are taken first. One per kind of lock, below 64.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rank(pub u8);

impl Rank {
    /// List of all processes.
    pub const SYSTEM: Self = Self(1);
    /// A process: its threads, exit state, address space pointer.
    pub const PROCESS: Self = Self(4);
    /// A process's handle table.
    pub const HANDLES: Self = Self(8);
    /// A namespace's names.
    pub const NAMESPACE: Self = Self(10);
    /// A scheme's request queue and files.
    pub const SCHEME: Self = Self(12);
    /// One request.
    pub const REQUEST: Self = Self(14);
    /// An event queue's interests.
    pub const EVENT_INTERESTS: Self = Self(15);
    /// What a server's socket is connected to.
    pub const SOCKET: Self = Self(17);
    /// A pipe's or socket's buffer.
    pub const PIPE: Self = Self(18);
    /// Notifications pending for a process or thread.
    pub const NOTIFICATIONS: Self = Self(20);
    /// An address space.
    pub const SPACE: Self = Self(24);
    /// A stream's size and times.
    pub const STREAM: Self = Self(26);
    /// A memory object's pages.
    pub const MEMORY_OBJECT: Self = Self(28);
    /// Second memory object, taken while one is held (copying between objects).
    pub const MEMORY_OBJECT_INNER: Self = Self(29);
    /// A futex bucket.
    pub const FUTEX: Self = Self(40);
    /// An object's list of waiters and watchers.
    pub const WAITERS: Self = Self(42);
    /// An event queue's ready list.
    pub const EVENT_READY: Self = Self(44);
    /// An event queue's own list of waiters.
    pub const EVENT_WAITERS: Self = Self(46);
    /// A timer's or interrupt's state.
    pub const TIMER: Self = Self(48);
    /// A CPU's heap of deadlines.
    pub const DEADLINES: Self = Self(50);
    /// A thread's small state.
    pub const THREAD: Self = Self(52);
    /// A CPU's run queue.
    pub const RUN_QUEUE: Self = Self(54);
    /// A CPU's current thread and address space.
    pub const CPU: Self = Self(56);
    /// Random generator of a CPU.
    pub const RANDOM: Self = Self(58);
    /// Pool of machine threads.
    pub const POOL: Self = Self(60);
    /// A CPU's stock of frames: under anything that may use the kernel heap.
    pub const MAGAZINE: Self = Self(61);
    /// The frame allocator's free lists.
    pub const FRAMES: Self = Self(62);
    /// The kernel log: anything may log.
    pub const LOG: Self = Self(63);
}

/// A mutual exclusion lock that spins.
pub struct SpinLock<T: ?Sized> {
    #[cfg(debug_assertions)]
    rank: Rank,
    inner: spin::mutex::SpinMutex<T>,
}

impl<T> SpinLock<T> {
    /// An open lock around `value`.
    pub const fn new(rank: Rank, value: T) -> Self {
        let _ = rank;
        Self {
            #[cfg(debug_assertions)]
            rank,
            inner: spin::mutex::SpinMutex::new(value),
        }
    }

    /// The value, when nothing can lock any more.
    pub fn into_inner(self) -> T {
        self.inner.into_inner()
    }
}

impl<T: ?Sized> SpinLock<T> {
    /// Waits until the lock is free and takes it.
    #[inline]
    pub fn lock(&self) -> SpinLockGuard<'_, T> {
        #[cfg(debug_assertions)]
        order::taking(self.rank);
        SpinLockGuard {
            #[cfg(debug_assertions)]
            rank: self.rank,
            guard: match self.inner.try_lock() {
                Some(guard) => guard,
                None => self.wait(),
            },
        }
    }

    /// Spins until the lock is free. Kept apart, so that taking a free lock stays a few steps.
    #[cold]
    #[inline(never)]
    fn wait(&self) -> spin::mutex::SpinMutexGuard<'_, T> {
        loop {
            while self.inner.is_locked() {
                relax();
            }
            if let Some(guard) = self.inner.try_lock() {
                return guard;
            }
        }
    }

    /// Takes the lock if it is free. Not checked for order: it cannot deadlock.
    #[inline]
    pub fn try_lock(&self) -> Option<SpinLockGuard<'_, T>> {
        let guard = self.inner.try_lock()?;
        #[cfg(debug_assertions)]
        order::taken(self.rank);
        Some(SpinLockGuard {
            #[cfg(debug_assertions)]
            rank: self.rank,
            guard,
        })
    }

    /// The value, through an exclusive reference.
    pub fn get_mut(&mut self) -> &mut T {
        self.inner.get_mut()
    }
}

/// What [`SpinLock::lock`] gives; opens the lock when dropped.
pub struct SpinLockGuard<'a, T: ?Sized> {
    #[cfg(debug_assertions)]
    rank: Rank,
    guard: spin::mutex::SpinMutexGuard<'a, T>,
}

impl<T: ?Sized> Deref for SpinLockGuard<'_, T> {
    type Target = T;
    #[inline]
    fn deref(&self) -> &T {
        &self.guard
    }
}

impl<T: ?Sized> DerefMut for SpinLockGuard<'_, T> {
    #[inline]
    fn deref_mut(&mut self) -> &mut T {
        &mut self.guard
    }
}

#[cfg(debug_assertions)]
impl<T: ?Sized> Drop for SpinLockGuard<'_, T> {
    fn drop(&mut self) {
        order::released(self.rank);
    }
}

/// One turn of a wait loop.
#[inline]
pub fn relax() {
    match machine::installed() {
        Some(machine) => machine.relax(),
        None => core::hint::spin_loop(),
    }
}

/// Panics in a debug build if this CPU holds a lock. Called before parking, switching and copying
/// to or from user memory.
#[inline]
pub fn assert_none_held() {
    #[cfg(debug_assertions)]
    order::assert_none();
}

#[cfg(debug_assertions)]
mod order {
    use super::*;

    /// Bit per rank held, for each CPU.
    static HELD: [AtomicU64; MAX_CPUS] = [const { AtomicU64::new(0) }; MAX_CPUS];

    fn held() -> Option<&'static AtomicU64> {
        let machine = machine::installed()?;
        HELD.get(machine.cpu())
    }

    pub fn taking(rank: Rank) {
        if let Some(held) = held() {
            let now = held.load(Ordering::Relaxed);
            assert!(
                now >> rank.0 == 0,
                "lock order: taking rank {} while holding {now:#x}",
                rank.0
            );
            held.store(now | 1 << rank.0, Ordering::Relaxed);
        }
    }

    pub fn taken(rank: Rank) {
        if let Some(held) = held() {
            held.fetch_or(1 << rank.0, Ordering::Relaxed);
        }
    }

    pub fn released(rank: Rank) {
        if let Some(held) = held() {
            held.fetch_and(!(1 << rank.0), Ordering::Relaxed);
        }
    }

    pub fn assert_none() {
        if let Some(held) = held() {
            let now = held.load(Ordering::Relaxed);
            assert!(now == 0, "locks {now:#x} held where none may be");
        }
    }
}
