//! Notifications: what is pending, and which thread gets it.
//!
//! Each thread and each process has a set of [`Pending`] ones. Numbers below [`FIRST_QUEUED`]
//! collapse: one that is pending already swallows the next. The others queue, up to
//! [`QUEUE_LIMIT`]. A sender marks a thread that does not hold the notification back, wakes it and
//! makes it look; the thread itself decides at delivery, from its own `blocked` word, and passes
//! on what it cannot take.

use super::{work, Thread};
use crate::lock::{Rank, SpinLock};
use crate::machine::machine;
use crate::process::Process;
use crate::scheduler;
use abi::event::Ready;
use abi::upcall::{Notification, UpcallPage, HELD_BACK, SERVING};
use abi::Errno;
use alloc::collections::VecDeque;
use alloc::sync::Arc;
use core::mem::offset_of;
use core::sync::atomic::{AtomicU64, Ordering};

/// First number that queues.
pub const FIRST_QUEUED: u64 = 32;

/// Most notifications pending in one set.
pub const QUEUE_LIMIT: usize = 1024;

/// Largest number.
pub const LAST: u64 = 64;

/// The bit of a number from 1 to 64.
pub fn bit(number: u64) -> u64 {
    1 << (number - 1)
}

/// A set of pending notifications.
pub struct Pending {
    /// Numbers in `queue`; written under its lock.
    bits: AtomicU64,
    queue: SpinLock<VecDeque<Notification>>,
}

impl Default for Pending {
    fn default() -> Self {
        Self::new()
    }
}

impl Pending {
    pub const fn new() -> Self {
        Self {
            bits: AtomicU64::new(0),
            queue: SpinLock::new(Rank::NOTIFICATIONS, VecDeque::new()),
        }
    }

    /// Numbers pending.
    #[inline]
    pub fn bits(&self) -> u64 {
        self.bits.load(Ordering::Acquire)
    }

    /// EAGAIN if too many are queued, ENOMEM.
    pub fn push(&self, notification: Notification) -> Result<(), Errno> {
        let bit = bit(notification.number);
        let mut queue = self.queue.lock();
        if notification.number < FIRST_QUEUED && self.bits() & bit != 0 {
            return Ok(());
        }
        if queue.len() >= QUEUE_LIMIT {
            return Err(Errno::EAGAIN);
        }
        queue.try_reserve(1).map_err(|_| Errno::ENOMEM)?;
        queue.push_back(notification);
        self.bits.fetch_or(bit, Ordering::AcqRel);
        Ok(())
    }

    /// Takes the lowest number of `set`, the oldest of that number.
    pub fn take(&self, set: u64) -> Option<Notification> {
        if self.bits() & set == 0 {
            return None;
        }
        let mut queue = self.queue.lock();
        let found = self.bits() & set;
        if found == 0 {
            return None;
        }
        let number = u64::from(found.trailing_zeros()) + 1;
        let index = queue.iter().position(|one| one.number == number)?;
        let taken = queue.remove(index)?;
        if !queue.iter().any(|one| one.number == number) {
            self.bits.fetch_and(!bit(number), Ordering::AcqRel);
        }
        Some(taken)
    }

    /// Whether exactly that one is pending.
    pub fn contains(&self, notification: &Notification) -> bool {
        self.bits() & bit(notification.number) != 0 && self.queue.lock().contains(notification)
    }

    /// Drops all of `set`.
    pub fn discard(&self, set: u64) {
        let mut queue = self.queue.lock();
        queue.retain(|one| bit(one.number) & set == 0);
        self.bits.fetch_and(!set, Ordering::AcqRel);
    }
}

impl Thread {
    /// What holds notifications back now: a waiting call's word, else the upcall page's. All, if
    /// the thread has no page.
    pub fn blocked(&self) -> u64 {
        if let Some(word) = *self.blocked_override.lock() {
            return word;
        }
        let page = self.upcall_page.load(Ordering::Relaxed);
        if page == 0 {
            return u64::MAX;
        }
        let address = page + offset_of!(UpcallPage, blocked);
        if scheduler::is_current(self) {
            return machine().load_user_u64(address).unwrap_or(u64::MAX);
        }
        let mut word = [0; 8];
        match self.loaded_space() {
            Some(space) if space.read(address, &mut word).is_ok() => u64::from_le_bytes(word),
            _ => u64::MAX,
        }
    }

    /// Uses `word` in place of `blocked` until the next upcall or [`Self::end_override`].
    pub fn override_blocked(&self, word: u64) {
        *self.blocked_override.lock() = Some(word);
    }

    pub fn end_override(&self) {
        *self.blocked_override.lock() = None;
    }

    /// Numbers pending for it, its own and its process's.
    pub fn all_pending(&self) -> u64 {
        self.pending.bits() | self.process().pending.bits()
    }

    /// Takes a pending notification of `set`, its own first.
    pub fn take_pending(&self, set: u64) -> Option<Notification> {
        self.pending
            .take(set)
            .or_else(|| self.process().pending.take(set))
    }

    /// Whether a wait of the current thread must give way to an upcall: if so, the notification
    /// is set aside for it, so that nothing can take it away any more. A thread that serves a
    /// foreign call gives way, too, but nothing is set aside: it takes for itself.
    pub fn is_interrupted(&self) -> bool {
        if self.all_pending() != 0 && self.disabled() & SERVING != 0 {
            return self.gives_way();
        }
        if self.work() & work::PENDING == 0 {
            return false;
        }
        if self.claimed.lock().is_some() {
            return true;
        }
        match self.take_deliverable() {
            Some(notification) => {
                *self.claimed.lock() = Some(notification);
                true
            }
            None => false,
        }
    }

    /// Whether something is deliverable but for `disabled`; ends the override of the wait if so.
    fn gives_way(&self) -> bool {
        let deliverable = self.all_pending() & !self.blocked() & !self.process().ignored();
        if deliverable != 0 {
            self.end_override();
        }
        deliverable != 0
    }

    /// Takes the notification that an upcall now would bear. If there is none, clears
    /// [`work::PENDING`] and passes what is pending for the process on to other threads.
    pub fn take_deliverable(&self) -> Option<Notification> {
        if let Some(claimed) = self.claimed.lock().take() {
            return Some(claimed);
        }
        loop {
            self.clear_work(work::PENDING);
            let blocked = if self.disabled() != 0 {
                self.tell_held_back();
                u64::MAX
            } else {
                self.blocked()
            };
            match self.take_pending(!blocked) {
                Some(one) if self.process().ignored() & bit(one.number) != 0 => continue,
                Some(one) => {
                    self.work.fetch_or(work::PENDING, Ordering::AcqRel);
                    return Some(one);
                }
                None => {
                    let left = self.process().pending.bits();
                    if left != 0 {
                        self.process().route(left, self.number());
                    }
                    return None;
                }
            }
        }
    }

    /// Leaves word in the upcall page that a notification waits for `disabled` to be cleared.
    fn tell_held_back(&self) {
        let page = self.upcall_page.load(Ordering::Relaxed);
        if page != 0 && self.all_pending() & !self.blocked() != 0 {
            let word = self.disabled() | HELD_BACK;
            // Where the page is gone there is nobody to tell: its next upcall ends the process.
            let _ = machine().store_user_u32(page + offset_of!(UpcallPage, disabled), word);
        }
    }

    /// `disabled` of the upcall page; 1 if there is none.
    fn disabled(&self) -> u32 {
        match self.upcall_page.load(Ordering::Relaxed) {
            0 => 1,
            page => machine()
                .load_user_u32(page + offset_of!(UpcallPage, disabled))
                .unwrap_or(1),
        }
    }
}

impl Process {
    /// Sends `notification` to the process, or to its thread of that number. ESRCH, EINVAL,
    /// EAGAIN, ENOMEM.
    pub fn notify(&self, notification: Notification, thread: u32) -> Result<(), Errno> {
        if !(1..=LAST).contains(&notification.number) {
            return Err(Errno::EINVAL);
        }
        let bit = bit(notification.number);
        let ignored = self.ignored() & bit != 0;
        if thread != 0 {
            let target = self.thread(thread).ok_or(Errno::ESRCH)?;
            if ignored && target.blocked() & bit == 0 {
                return Ok(());
            }
            target.pending.push(notification)?;
            target.add_work(work::PENDING);
            self.notified().wake(Ready::IN);
            return Ok(());
        }
        if ignored && !self.any_blocks(bit) {
            return Ok(());
        }
        self.pending.push(notification)?;
        self.route(bit, 0);
        self.notified().wake(Ready::IN);
        Ok(())
    }

    fn any_blocks(&self, bit: u64) -> bool {
        self.threads()
            .iter()
            .any(|thread| thread.blocked() & bit != 0)
    }

    /// Makes a thread that takes some of `set` look at it: the current one if it can, else the
    /// first that can. `except`: a thread that cannot.
    fn route(&self, set: u64, except: u32) {
        let takes = |thread: &Arc<Thread>| {
            thread.number() != except
                && set & (!thread.blocked() | thread.taking.load(Ordering::Acquire)) != 0
        };
        let current = scheduler::current();
        let own = !current.is_idle() && core::ptr::eq(&**current.process(), self);
        let target = if own && takes(&current) {
            Some(current)
        } else {
            self.threads().into_iter().find(takes)
        };
        if let Some(target) = target {
            target.add_work(work::PENDING);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(number: u64, word: u64) -> Notification {
        Notification {
            number,
            words: [word, 0, 0],
        }
    }

    #[test]
    fn low_numbers_collapse_and_high_ones_queue_in_order() {
        let pending = Pending::new();
        for word in 0..3 {
            pending.push(one(10, word)).unwrap();
            pending.push(one(40, word)).unwrap();
        }
        assert_eq!(pending.bits(), 1 << 9 | 1 << 39);
        assert_eq!(pending.take(u64::MAX), Some(one(10, 0)));
        for word in 0..3 {
            assert_eq!(pending.take(1 << 39), Some(one(40, word)));
        }
        assert_eq!(pending.take(u64::MAX), None);
        assert_eq!(pending.bits(), 0);
    }

    #[test]
    fn what_is_not_in_the_set_stays_pending() {
        let pending = Pending::new();
        pending.push(one(1, 7)).unwrap();
        pending.push(one(64, 8)).unwrap();
        assert_eq!(pending.take(1 << 63), Some(one(64, 8)));
        assert_eq!(pending.take(1 << 63), None);
        pending.discard(1);
        assert_eq!(pending.bits(), 0);
    }

    #[test]
    fn a_full_queue_refuses() {
        let pending = Pending::new();
        for _ in 0..QUEUE_LIMIT {
            pending.push(one(33, 0)).unwrap();
        }
        assert_eq!(pending.push(one(33, 0)), Err(Errno::EAGAIN));
    }
}
