//! The lock of a stream: one thread at a time, which may take it several times (`flockfile`).

use crate::sync::RawLock;
use core::sync::atomic::{AtomicUsize, Ordering};

/// A lock that its owner may take again.
pub struct StreamLock {
    lock: RawLock,
    /// The owner's thread pointer; 0 when the lock is free.
    owner: AtomicUsize,
    /// How many times the owner took it. Only the owner touches it.
    depth: AtomicUsize,
}

impl StreamLock {
    /// A free lock.
    pub const fn new() -> Self {
        StreamLock {
            lock: RawLock::new(),
            owner: AtomicUsize::new(0),
            depth: AtomicUsize::new(0),
        }
    }

    /// Takes the lock, waiting for it.
    #[inline]
    pub fn lock(&self) {
        let me = this_thread();
        if self.owner.load(Ordering::Relaxed) != me {
            self.lock.lock();
            self.begin(me);
        }
        self.take_again();
    }

    /// The calling thread is the owner from now on. Whoever was it may be lost, with the lock, in another process: this one's parent.
    #[inline]
    fn begin(&self, me: usize) {
        self.owner.store(me, Ordering::Relaxed);
        self.depth.store(0, Ordering::Relaxed);
    }

    #[inline]
    fn take_again(&self) {
        self.depth
            .store(self.depth.load(Ordering::Relaxed) + 1, Ordering::Relaxed);
    }

    /// Takes the lock if no other thread has it.
    pub fn try_lock(&self) -> bool {
        let me = this_thread();
        if self.owner.load(Ordering::Relaxed) != me {
            if !self.lock.try_lock() {
                return false;
            }
            self.begin(me);
        }
        self.take_again();
        true
    }

    /// Gives back one taking.
    #[inline]
    pub fn unlock(&self) {
        let depth = self.depth.load(Ordering::Relaxed) - 1;
        self.depth.store(depth, Ordering::Relaxed);
        if depth == 0 {
            self.owner.store(0, Ordering::Relaxed);
            self.lock.unlock();
        }
    }
}

#[inline]
fn this_thread() -> usize {
    crate::arch::thread_pointer() as usize
}
