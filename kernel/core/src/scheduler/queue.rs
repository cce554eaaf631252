//! One CPU's queue of runnable threads.

use super::WAKE_GRANULARITY_NS;
use crate::thread::Thread;
use abi::Errno;
use alloc::collections::BinaryHeap;
use alloc::sync::Arc;
use core::cmp::Ordering;

/// Scheduling band; a lower number runs first, always.
#[repr(u8)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Band {
    /// By priority (higher first), in turn within one.
    RealTime = 0,
    /// By virtual run time: CPU time weighted by priority.
    Fair = 1,
    /// When nothing else wants to run.
    Background = 2,
}

impl Band {
    /// The band of that number.
    pub fn from_number(number: u64) -> Option<Self> {
        match number {
            0 => Some(Self::RealTime),
            1 => Some(Self::Fair),
            2 => Some(Self::Background),
            _ => None,
        }
    }
}

/// Where a thread stands among runnable ones: band in the top two bits, then inverted priority or
/// virtual run time. Smaller runs first; the idle thread is greatest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Order(u64);

impl Order {
    /// Order of the idle thread.
    pub const IDLE: Self = Self(u64::MAX);

    const SHIFT: u32 = 62;

    /// Order within `band` by `rank`, smaller first.
    pub fn new(band: Band, rank: u64) -> Self {
        Self((band as u64) << Self::SHIFT | rank.min((1 << Self::SHIFT) - 1))
    }

    fn band(self) -> u64 {
        self.0 >> Self::SHIFT
    }

    /// For an atomic.
    pub fn as_word(self) -> u64 {
        self.0
    }

    /// Whether a thread of this order that wakes up takes the CPU from one of order `running`.
    pub fn preempts(self, running: u64) -> bool {
        if self.0 >> Self::SHIFT != running >> Self::SHIFT || running == Self::IDLE.0 {
            return self.0 < running;
        }
        let margin = if self.0 >> Self::SHIFT == Band::RealTime as u64 {
            0
        } else {
            WAKE_GRANULARITY_NS
        };
        self.0.saturating_add(margin) < running
    }
}

struct Entry {
    order: Order,
    /// First in, first out among equals.
    turn: u64,
    thread: Arc<Thread>,
}

impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        (self.order, self.turn) == (other.order, other.turn)
    }
}

impl Eq for Entry {}

impl PartialOrd for Entry {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Entry {
    /// Reversed: the heap's greatest is the one to run first.
    fn cmp(&self, other: &Self) -> Ordering {
        (other.order, other.turn).cmp(&(self.order, self.turn))
    }
}

/// A heap by [`Order`]; it keeps its memory, so pushing seldom allocates.
pub struct RunQueue {
    heap: BinaryHeap<Entry>,
    turn: u64,
    least_run_ns: u64,
}

impl RunQueue {
    pub const fn new() -> Self {
        Self {
            heap: BinaryHeap::new(),
            turn: 0,
            least_run_ns: 0,
        }
    }

    /// Threads waiting.
    pub fn len(&self) -> u32 {
        self.heap.len() as u32
    }

    /// Makes room for `threads` in all. ENOMEM.
    pub fn make_room(&mut self, threads: usize) -> Result<(), Errno> {
        let more = threads.saturating_sub(self.heap.len());
        self.heap.try_reserve(more).map_err(|_| Errno::ENOMEM)
    }

    pub fn push(&mut self, thread: Arc<Thread>, order: Order) {
        self.turn += 1;
        self.heap.push(Entry {
            order,
            turn: self.turn,
            thread,
        });
    }

    /// Takes the thread to run next.
    pub fn pop(&mut self) -> Option<Arc<Thread>> {
        let entry = self.heap.pop()?;
        if entry.order.band() == Band::Fair as u64 {
            self.least_run_ns = self.least_run_ns.max(entry.thread.run_ns());
        }
        Some(entry.thread)
    }

    /// Takes the thread to run next if `wanted` says so.
    pub fn pop_if(&mut self, wanted: impl Fn(&Thread) -> bool) -> Option<Arc<Thread>> {
        if wanted(&self.heap.peek()?.thread) {
            self.pop()
        } else {
            None
        }
    }

    /// Virtual run time that the fair threads here have reached, in nanoseconds.
    pub fn least_run_ns(&self) -> u64 {
        self.least_run_ns
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_higher_band_always_comes_first() {
        let real_time = Order::new(Band::RealTime, u64::MAX);
        let fair = Order::new(Band::Fair, 0);
        let background = Order::new(Band::Background, 0);
        assert!(real_time < fair && fair < background && background < Order::IDLE);
        assert!(real_time.preempts(fair.as_word()));
        assert!(!background.preempts(fair.as_word()));
        assert!(background.preempts(Order::IDLE.as_word()));
    }

    #[test]
    fn a_fair_thread_preempts_only_one_that_is_well_ahead() {
        let running = Order::new(Band::Fair, 10 * WAKE_GRANULARITY_NS).as_word();
        assert!(Order::new(Band::Fair, 8 * WAKE_GRANULARITY_NS).preempts(running));
        assert!(!Order::new(Band::Fair, 9 * WAKE_GRANULARITY_NS).preempts(running));
    }

    #[test]
    fn a_real_time_thread_does_not_preempt_its_equal() {
        let order = Order::new(Band::RealTime, 5);
        assert!(!order.preempts(order.as_word()));
        assert!(Order::new(Band::RealTime, 4).preempts(order.as_word()));
    }
}
