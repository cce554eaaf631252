//! Device interrupts as handles: reading waits for and counts them, writing unmasks the line.
//!
//! A line that fires is masked until its driver writes to the handle, so there is no storm.

use crate::lock::{Rank, SpinLock};
use crate::machine::machine;
use crate::thread::Thread;
use crate::wait::{Interruptible, WaitList};
use abi::event::Ready;
use abi::time::NO_DEADLINE;
use abi::Errno;
use alloc::sync::{Arc, Weak};
use alloc::vec::Vec;
use core::sync::atomic::{AtomicU64, Ordering};

/// A driver's hold on a line.
pub struct Interrupt {
    line: u32,
    /// Fired since the last read.
    count: AtomicU64,
    watchers: WaitList,
}

static LINES: SpinLock<Vec<Weak<Interrupt>>> = SpinLock::new(Rank::TIMER, Vec::new());

impl Interrupt {
    /// Takes a line and unmasks it. ENXIO if there is none, EBUSY if it is taken, ENOMEM.
    pub fn new(line: u32) -> Result<Arc<Self>, Errno> {
        let interrupt = Arc::new(Self {
            line,
            count: AtomicU64::new(0),
            watchers: WaitList::new(),
        });
        {
            let mut lines = LINES.lock();
            lines.retain(|own| own.strong_count() > 0);
            if lines
                .iter()
                .filter_map(Weak::upgrade)
                .any(|own| own.line == line)
            {
                return Err(Errno::EBUSY);
            }
            lines.try_reserve(1).map_err(|_| Errno::ENOMEM)?;
            if !machine().interrupt_enable(line) {
                return Err(Errno::ENXIO);
            }
            lines.push(Arc::downgrade(&interrupt));
        }
        machine().interrupt_unmask(line);
        Ok(interrupt)
    }

    /// Waits for the line to fire: how often it has since the last read. EAGAIN, EINTR.
    pub fn read(&self, thread: &Arc<Thread>) -> Result<u64, Errno> {
        self.watchers
            .wait(thread, NO_DEADLINE, Interruptible::Yes, || {
                match self.count.swap(0, Ordering::AcqRel) {
                    0 => None,
                    count => Some(count),
                }
            })
    }

    /// The device has been served: lets the line fire again.
    pub fn acknowledge(&self) {
        machine().interrupt_unmask(self.line);
    }

    /// IN when it has fired.
    pub fn ready(&self) -> Ready {
        match self.count.load(Ordering::Acquire) {
            0 => Ready::OUT,
            _ => Ready::IN | Ready::OUT,
        }
    }

    pub fn watchers(&self) -> &WaitList {
        &self.watchers
    }
}

impl Drop for Interrupt {
    fn drop(&mut self) {
        machine().interrupt_mask(self.line);
    }
}

/// A device's line fired; the machine has masked it.
pub fn fired(line: u32) {
    let found = {
        let lines = LINES.lock();
        let found = lines
            .iter()
            .filter_map(Weak::upgrade)
            .find(|own| own.line == line);
        found
    };
    if let Some(interrupt) = found {
        interrupt.count.fetch_add(1, Ordering::AcqRel);
        interrupt.watchers.wake(Ready::IN);
    }
}
