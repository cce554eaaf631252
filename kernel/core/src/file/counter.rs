//! Counters as files: reading takes what was added (Linux's `eventfd` and `timerfd`).

use crate::thread::Thread;
use crate::user;
use crate::wait::{Interruptible, WaitList};
use abi::event::Ready;
use abi::time::NO_DEADLINE;
use abi::{Errno, UserSlice};
use alloc::sync::Arc;
use core::sync::atomic::{AtomicU64, Ordering};

/// The largest value (eventfd(2)).
const MOST: u64 = u64::MAX - 1;

/// What a read takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Take {
    /// The whole value.
    All,
    /// One, as from a semaphore.
    One,
}

/// A 64-bit value that is added to and taken from.
pub struct Counter {
    value: AtomicU64,
    take: Take,
    watchers: WaitList,
}

impl Counter {
    /// A counter that begins with `value`.
    pub fn new(value: u64, take: Take) -> Self {
        Self {
            value: AtomicU64::new(value),
            take,
            watchers: WaitList::new(),
        }
    }

    /// Takes from it; None at 0.
    fn taken(&self) -> Option<u64> {
        let left = |value: u64| match self.take {
            _ if value == 0 => None,
            Take::All => Some(0),
            Take::One => Some(value - 1),
        };
        let old = self
            .value
            .fetch_update(Ordering::AcqRel, Ordering::Acquire, left)
            .ok()?;
        Some(old - left(old).unwrap_or(0))
    }

    /// Adds to it, if it does not become too large.
    fn added(&self, amount: u64) -> Option<()> {
        let sum = |value: u64| value.checked_add(amount).filter(|sum| *sum <= MOST);
        self.value
            .fetch_update(Ordering::AcqRel, Ordering::Acquire, sum)
            .ok()
            .map(drop)
    }

    /// Adds to it, up to the largest value; [`Self::tell`] follows.
    pub fn count(&self, amount: u64) {
        let sum = |value: u64| Some(value.saturating_add(amount).min(MOST));
        let _always = self
            .value
            .fetch_update(Ordering::AcqRel, Ordering::Acquire, sum);
    }

    /// Tells who waits that it was added to.
    pub fn tell(&self) {
        self.watchers.wake(Ready::IN);
    }

    /// Begins at 0 again.
    pub fn clear(&self) {
        self.value.store(0, Ordering::Release);
    }

    /// Takes from it into the buffers, 8 bytes, waiting for there to be something. EINVAL for buffers that are too
    /// small, EAGAIN, EINTR, EFAULT, with which nothing is taken.
    pub fn read(
        &self,
        thread: &Arc<Thread>,
        slices: &[UserSlice],
        nonblocking: bool,
    ) -> Result<usize, Errno> {
        if total(slices) < size_of::<u64>() {
            return Err(Errno::EINVAL);
        }
        let taken = match self.taken() {
            Some(taken) => taken,
            None if nonblocking => return Err(Errno::EAGAIN),
            None => self
                .watchers
                .wait(thread, NO_DEADLINE, Interruptible::Yes, || self.taken())?,
        };
        if let Err(error) = scatter(slices, taken) {
            self.count(taken);
            self.tell();
            return Err(error);
        }
        self.watchers.wake(Ready::OUT);
        Ok(size_of::<u64>())
    }

    /// Adds the 8 bytes in the buffers to it, waiting for room. EINVAL for other sizes and for the largest word, EAGAIN,
    /// EINTR, EFAULT.
    pub fn write(
        &self,
        thread: &Arc<Thread>,
        slices: &[UserSlice],
        nonblocking: bool,
    ) -> Result<usize, Errno> {
        if total(slices) != size_of::<u64>() {
            return Err(Errno::EINVAL);
        }
        let amount = gather(slices)?;
        if amount > MOST {
            return Err(Errno::EINVAL);
        }
        match self.added(amount) {
            Some(()) => {}
            None if nonblocking => return Err(Errno::EAGAIN),
            None => self
                .watchers
                .wait(thread, NO_DEADLINE, Interruptible::Yes, || {
                    self.added(amount)
                })?,
        }
        self.tell();
        Ok(size_of::<u64>())
    }

    /// IN with something to take, OUT with room for one more.
    pub fn ready(&self) -> Ready {
        let value = self.value.load(Ordering::Acquire);
        let mut ready = Ready::empty();
        ready.set(Ready::IN, value > 0);
        ready.set(Ready::OUT, value < MOST);
        ready
    }

    pub fn watchers(&self) -> &WaitList {
        &self.watchers
    }
}

/// Bytes in all buffers.
fn total(slices: &[UserSlice]) -> usize {
    slices
        .iter()
        .fold(0, |sum: usize, slice| sum.saturating_add(slice.len))
}

fn scatter(slices: &[UserSlice], value: u64) -> Result<(), Errno> {
    let bytes = value.to_le_bytes();
    let mut left = &bytes[..];
    for slice in slices {
        let (part, rest) = left.split_at(slice.len.min(left.len()));
        user::write(slice.address, part)?;
        left = rest;
    }
    Ok(())
}

fn gather(slices: &[UserSlice]) -> Result<u64, Errno> {
    let mut bytes = [0; size_of::<u64>()];
    let mut left = &mut bytes[..];
    for slice in slices {
        let (part, rest) = left.split_at_mut(slice.len.min(left.len()));
        user::read(slice.address, part)?;
        left = rest;
    }
    Ok(u64::from_le_bytes(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_is_taken_at_once_or_one_by_one() {
        let all = Counter::new(3, Take::All);
        assert_eq!((all.taken(), all.taken()), (Some(3), None));
        let one = Counter::new(2, Take::One);
        assert_eq!(
            (one.taken(), one.taken(), one.taken()),
            (Some(1), Some(1), None)
        );
    }

    #[test]
    fn the_value_stays_below_its_limit() {
        let counter = Counter::new(MOST - 1, Take::All);
        assert_eq!(counter.added(2), None);
        assert_eq!(counter.added(1), Some(()));
        assert_eq!(counter.ready(), Ready::IN);
        counter.count(7);
        assert_eq!(counter.taken(), Some(MOST));
        assert_eq!(counter.ready(), Ready::OUT);
    }
}
