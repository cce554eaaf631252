//! Waiting for objects: lists of who wants to hear of a change, and the loop every wait is.
//!
//! An object that can become ready has a [`WaitList`]. Who waits adds itself, looks at the object,
//! and parks; who changes the object calls [`WaitList::wake`] afterwards. Both sides go through a
//! full barrier, so one of them sees the other.

use crate::event::Interest;
use crate::lock::{Rank, SpinLock};
use crate::machine::machine;
use crate::scheduler;
use crate::thread::Thread;
use crate::time::{deadline, Deadline};
use abi::event::Ready;
use abi::Errno;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::sync::atomic::{fence, AtomicUsize, Ordering};
use smallvec::SmallVec;

/// Whether notifications end a wait with EINTR. The end of the thread always does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Interruptible {
    Yes,
    No,
}

/// Who wants to hear of an object's changes.
#[derive(Clone)]
enum Observer {
    /// Is unparked.
    Thread(Arc<Thread>),
    /// Is told what became ready.
    Interest(Arc<Interest>),
}

impl Observer {
    fn is_thread(&self, thread: &Arc<Thread>) -> bool {
        matches!(self, Self::Thread(own) if Arc::ptr_eq(own, thread))
    }

    fn is_interest(&self, interest: &Arc<Interest>) -> bool {
        matches!(self, Self::Interest(own) if Arc::ptr_eq(own, interest))
    }
}

/// Who wants to hear of one object's changes.
pub struct WaitList {
    len: AtomicUsize,
    observers: SpinLock<Vec<Observer>>,
}

impl Default for WaitList {
    fn default() -> Self {
        Self::new()
    }
}

impl WaitList {
    pub const fn new() -> Self {
        Self {
            len: AtomicUsize::new(0),
            observers: SpinLock::new(Rank::WAITERS, Vec::new()),
        }
    }

    /// Tells everyone on the list that the object is `ready`. Called with no lock of a rank above
    /// [`Rank::WAITERS`] held.
    #[inline]
    pub fn wake(&self, ready: Ready) {
        fence(Ordering::SeqCst);
        if self.len.load(Ordering::Relaxed) != 0 {
            self.wake_all(ready);
        }
    }

    /// From the last to the first, some at a time, so that however many there are no memory is needed:
    /// who leaves meanwhile has its place taken by one that has been told.
    fn wake_all(&self, ready: Ready) {
        const BATCH: usize = 8;
        let mut end = usize::MAX;
        while end > 0 {
            let batch: SmallVec<[Observer; BATCH]> = {
                let observers = self.observers.lock();
                end = end.min(observers.len());
                let start = end.saturating_sub(BATCH);
                let batch = observers[start..end].iter().rev().cloned().collect();
                end = start;
                batch
            };
            for observer in &batch {
                match observer {
                    Observer::Thread(thread) => scheduler::unpark(thread),
                    Observer::Interest(interest) => interest.became(ready),
                }
            }
        }
    }

    fn add(&self, observer: Observer) -> Result<(), Errno> {
        let mut observers = self.observers.lock();
        observers.try_reserve(1).map_err(|_| Errno::ENOMEM)?;
        observers.push(observer);
        self.len.store(observers.len(), Ordering::Relaxed);
        drop(observers);
        fence(Ordering::SeqCst);
        Ok(())
    }

    fn remove(&self, is_it: impl Fn(&Observer) -> bool) {
        let mut observers = self.observers.lock();
        let gone = observers
            .iter()
            .position(is_it)
            .map(|index| observers.swap_remove(index));
        self.len.store(observers.len(), Ordering::Relaxed);
        drop(observers);
        drop(gone);
    }

    /// Adds a thread. ENOMEM.
    pub fn add_thread(&self, thread: &Arc<Thread>) -> Result<(), Errno> {
        self.add(Observer::Thread(thread.clone()))
    }

    /// Takes a thread off, once.
    pub fn remove_thread(&self, thread: &Arc<Thread>) {
        self.remove(|observer| observer.is_thread(thread));
    }

    /// Adds an event queue's interest. ENOMEM.
    pub fn add_interest(&self, interest: &Arc<Interest>) -> Result<(), Errno> {
        self.add(Observer::Interest(interest.clone()))
    }

    /// Takes an interest off.
    pub fn remove_interest(&self, interest: &Arc<Interest>) {
        self.remove(|observer| observer.is_interest(interest));
    }

    /// Waits until `ready` gives a value; the thread is on the list meanwhile. Errors as
    /// [`until`], and ENOMEM.
    pub fn wait<T>(
        &self,
        thread: &Arc<Thread>,
        deadline: impl Into<Deadline>,
        interruptible: Interruptible,
        mut ready: impl FnMut() -> Option<T>,
    ) -> Result<T, Errno> {
        if let Some(value) = ready() {
            return Ok(value);
        }
        self.add_thread(thread)?;
        let outcome = until(thread, deadline, interruptible, ready);
        self.remove_thread(thread);
        outcome
    }
}

/// Parks until `ready` gives a value, which it may whenever the thread has been unparked. EINTR if
/// a notification is to be delivered or the thread is to end, ETIMEDOUT at the deadline.
pub fn until<T>(
    thread: &Arc<Thread>,
    deadline: impl Into<Deadline>,
    interruptible: Interruptible,
    mut ready: impl FnMut() -> Option<T>,
) -> Result<T, Errno> {
    let deadline = deadline.into();
    let mut armed = false;
    let outcome = loop {
        if let Some(value) = ready() {
            break Ok(value);
        }
        if thread.is_ending() || (interruptible == Interruptible::Yes && thread.is_interrupted()) {
            break Err(Errno::EINTR);
        }
        if deadline != Deadline::NONE {
            if machine().now_ns() >= deadline.since_boot() {
                break Err(Errno::ETIMEDOUT);
            }
            if !thread.deadline.is_taken() {
                armed = true;
                if let Err(error) = deadline::arm(thread, deadline) {
                    break Err(error);
                }
            }
        }
        scheduler::park(thread);
    };
    if armed {
        deadline::disarm(thread);
    }
    outcome
}
