//! Timers: they send a process a notification, or count, once or at intervals.

use super::{deadline, Deadline};
use crate::file::counter::{Counter, Take};
use crate::lock::{Rank, SpinLock};
use crate::machine::machine;
use crate::process::Process;
use abi::upcall::Notification;
use abi::Errno;
use alloc::sync::{Arc, Weak};

/// Who is told of an expiry.
pub enum Told {
    /// A process, by a notification.
    Process(Weak<Process>, Notification),
    /// Whoever reads the timer's file.
    Counter(Counter),
}

impl Told {
    /// `process`, by `number` with `word` as first word.
    pub fn process(process: &Arc<Process>, number: u64, word: u64) -> Self {
        let notification = Notification {
            number,
            words: [word, 0, 0],
        };
        Self::Process(Arc::downgrade(process), notification)
    }

    /// Whoever reads.
    pub fn counter() -> Self {
        Self::Counter(Counter::new(0, Take::All))
    }
}

/// A timer. Times in nanoseconds.
pub struct Timer {
    told: Told,
    /// The clock it is set by.
    pub clock: abi::time::Clock,
    state: SpinLock<State>,
    /// Its entry in a CPU's heap.
    pub slot: deadline::Slot,
}

#[derive(Clone, Copy, Default)]
struct State {
    /// None: stopped.
    next: Option<Deadline>,
    interval_ns: u64,
    overruns: u64,
}

impl State {
    fn remaining(&self) -> [u64; 2] {
        let left = self.next.map_or(0, |next| {
            let left = next.since_boot().saturating_sub(machine().now_ns());
            left.max(1)
        });
        [left, self.interval_ns]
    }
}

impl Timer {
    /// A stopped timer.
    pub fn new(clock: abi::time::Clock, told: Told) -> Arc<Self> {
        Arc::new(Self {
            told,
            clock,
            state: SpinLock::new(Rank::TIMER, State::default()),
            slot: deadline::Slot::new(),
        })
    }

    /// First expiry at `first` (none stops it), then every `interval_ns` (0: once).
    /// What was left before, and the interval before. ENOMEM, with which it is stopped.
    pub fn set(
        self: &Arc<Self>,
        first: Option<Deadline>,
        interval_ns: u64,
    ) -> Result<[u64; 2], Errno> {
        // Armed only under this lock: it has one entry at most.
        let mut state = self.state.lock();
        deadline::disarm_timer(self);
        let old = state.remaining();
        *state = State {
            next: first,
            interval_ns,
            overruns: 0,
        };
        if let Some(counter) = self.counter() {
            counter.clear();
        }
        if let Some(first) = first {
            deadline::arm_timer(self, first).inspect_err(|_| state.next = None)?;
        }
        Ok(old)
    }

    /// Nanoseconds to the next expiry (0: stopped) and the interval.
    pub fn remaining(&self) -> [u64; 2] {
        self.state.lock().remaining()
    }

    /// Expiries that found the notification before them still pending.
    pub fn overruns(&self) -> u64 {
        self.state.lock().overruns
    }

    /// What counts its expiries, if it counts them.
    pub fn counter(&self) -> Option<&Counter> {
        match &self.told {
            Told::Process(..) => None,
            Told::Counter(counter) => Some(counter),
        }
    }

    /// Its time has come.
    pub fn fire(timer: &Arc<Self>, now_ns: u64) {
        let process = match &timer.told {
            Told::Counter(_) => None,
            Told::Process(process, notification) => match process.upgrade() {
                Some(process) => Some((process, notification)),
                None => return,
            },
        };
        let pending = process
            .as_ref()
            .is_some_and(|(process, notification)| process.pending.contains(notification));
        {
            let mut state = timer.state.lock();
            // Stopped or set anew since its entry was taken.
            let Some(next) = state.next.filter(|_| !timer.slot.is_taken()) else {
                return;
            };
            let late_ns = now_ns.saturating_sub(next.since_boot());
            let expiries = 1 + late_ns.checked_div(state.interval_ns).unwrap_or(0);
            state.overruns = if pending {
                state.overruns + expiries
            } else {
                expiries - 1
            };
            if let Some(counter) = timer.counter() {
                counter.count(expiries);
            }
            let span_ns = expiries.saturating_mul(state.interval_ns);
            state.next = (span_ns != 0).then(|| next.after(span_ns));
            if let Some(next) = state.next {
                if deadline::arm_timer(timer, next).is_err() {
                    // Without memory for the entry the timer stops; there is nobody to tell.
                    state.next = None;
                }
            }
        }
        if let Some(counter) = timer.counter() {
            counter.tell();
        }
        if let Some((process, notification)) = process.filter(|_| !pending) {
            // A full queue is an overrun like any other.
            let _ = process.notify(*notification, 0);
        }
    }
}

/// What a handle to a timer owns: the timer stops with it.
pub struct OwnedTimer(pub Arc<Timer>);

impl core::ops::Deref for OwnedTimer {
    type Target = Timer;
    fn deref(&self) -> &Timer {
        &self.0
    }
}

impl Drop for OwnedTimer {
    fn drop(&mut self) {
        self.0.state.lock().next = None;
        deadline::disarm_timer(&self.0);
    }
}
