//! One thread at a time loads and unloads: from looking for a library to the last of its initialisers, and from
//! the first of its finalisers until it is gone. So nobody gets hold of an object that is about to be unloaded.

use core::sync::atomic::{AtomicUsize, Ordering};
use relibc::sync::RawLock;
use relibc::thread::Tcb;

static LOCK: RawLock = RawLock::new();
/// The control block of the thread that holds the lock, 0 if none does.
static OWNER: AtomicUsize = AtomicUsize::new(0);

/// The right to load and unload. A thread that has it may take it again: initialisers may call `dlopen`.
pub struct Loading {
    is_outermost: bool,
}

impl Loading {
    /// Waits for the right.
    pub fn begin() -> Self {
        let own = Tcb::current() as usize;
        // Only this thread stores its own block there.
        if OWNER.load(Ordering::Relaxed) == own {
            return Self {
                is_outermost: false,
            };
        }
        LOCK.lock();
        OWNER.store(own, Ordering::Relaxed);
        Self { is_outermost: true }
    }
}

/// In a child after `fork`: what another thread was loading stays as it was when that thread was lost.
pub fn forget_other_threads() {
    let owner = OWNER.load(Ordering::Relaxed);
    if owner != 0 && owner != Tcb::current() as usize {
        OWNER.store(0, Ordering::Relaxed);
        LOCK.reset();
    }
}

impl Drop for Loading {
    fn drop(&mut self) {
        if self.is_outermost {
            OWNER.store(0, Ordering::Relaxed);
            LOCK.unlock();
        }
    }
}
