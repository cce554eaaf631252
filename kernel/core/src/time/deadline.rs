//! Deadlines: a heap per CPU of what is to happen when.
//!
//! A binary heap by time; each entry's owner has a [`Slot`] that says where in which heap it is,
//! so taking a deadline back costs as little as setting it.

use super::timer::Timer;
use crate::lock::{Rank, SpinLock, MAX_CPUS};
use crate::machine::machine;
use crate::scheduler;
use crate::thread::Thread;
use abi::Errno;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::sync::atomic::{AtomicU64, Ordering};

/// Where an owner's entry is: 0 nowhere, else CPU + 1 in the upper half, index in the lower.
/// Written under the lock of that CPU's heap.
pub struct Slot(AtomicU64);

impl Default for Slot {
    fn default() -> Self {
        Self::new()
    }
}

impl Slot {
    pub const fn new() -> Self {
        Self(AtomicU64::new(0))
    }

    /// Whether a heap has an entry of its owner.
    pub fn is_taken(&self) -> bool {
        self.cpu().is_some()
    }

    fn cpu(&self) -> Option<usize> {
        (self.0.load(Ordering::Acquire) >> 32)
            .checked_sub(1)
            .map(|cpu| cpu as usize)
    }

    fn index(&self) -> usize {
        self.0.load(Ordering::Acquire) as u32 as usize
    }

    fn set(&self, cpu: usize, index: usize) {
        self.0
            .store((cpu as u64 + 1) << 32 | index as u64, Ordering::Release);
    }

    fn clear(&self) {
        self.0.store(0, Ordering::Release);
    }
}

/// Who is to be told.
enum Owner {
    /// Is unparked.
    Thread(Arc<Thread>),
    /// Fires.
    Timer(Arc<Timer>),
}

impl Owner {
    fn slot(&self) -> &Slot {
        match self {
            Self::Thread(thread) => &thread.deadline,
            Self::Timer(timer) => &timer.slot,
        }
    }
}

struct Entry {
    at_ns: u64,
    owner: Owner,
}

struct Heap {
    entries: Vec<Entry>,
    /// What the hardware timer is set to.
    armed_ns: u64,
}

static HEAPS: [SpinLock<Heap>; MAX_CPUS] = [const {
    SpinLock::new(
        Rank::DEADLINES,
        Heap {
            entries: Vec::new(),
            armed_ns: u64::MAX,
        },
    )
}; MAX_CPUS];

impl Heap {
    fn next_ns(&self) -> u64 {
        self.entries.first().map_or(u64::MAX, |entry| entry.at_ns)
    }

    fn place(&self, cpu: usize, index: usize) {
        self.entries[index].owner.slot().set(cpu, index);
    }

    fn insert(&mut self, cpu: usize, entry: Entry) -> Result<(), Errno> {
        self.entries.try_reserve(1).map_err(|_| Errno::ENOMEM)?;
        self.entries.push(entry);
        self.rise(cpu, self.entries.len() - 1);
        Ok(())
    }

    fn remove(&mut self, cpu: usize, index: usize) -> Entry {
        let entry = self.entries.swap_remove(index);
        entry.owner.slot().clear();
        if index < self.entries.len() {
            self.rise(cpu, index);
            self.sink(cpu, index);
        }
        entry
    }

    fn rise(&mut self, cpu: usize, mut index: usize) {
        while index > 0 {
            let parent = (index - 1) / 2;
            if self.entries[parent].at_ns <= self.entries[index].at_ns {
                break;
            }
            self.entries.swap(parent, index);
            self.place(cpu, index);
            index = parent;
        }
        self.place(cpu, index);
    }

    fn sink(&mut self, cpu: usize, mut index: usize) {
        loop {
            let left = 2 * index + 1;
            let least = (left..left + 2)
                .filter(|&child| child < self.entries.len())
                .min_by_key(|&child| self.entries[child].at_ns);
            match least {
                Some(child) if self.entries[child].at_ns < self.entries[index].at_ns => {
                    self.entries.swap(child, index);
                    self.place(cpu, index);
                    index = child;
                }
                _ => break,
            }
        }
        self.place(cpu, index);
    }
}

fn set(owner: Owner, at_ns: u64) -> Result<(), Errno> {
    let cpu = machine().cpu();
    HEAPS[cpu].lock().insert(cpu, Entry { at_ns, owner })?;
    arm_cpu();
    Ok(())
}

fn clear(slot: &Slot) {
    while let Some(cpu) = slot.cpu() {
        let mut heap = HEAPS[cpu].lock();
        if slot.cpu() == Some(cpu) {
            let entry = heap.remove(cpu, slot.index());
            drop(heap);
            drop(entry);
            return;
        }
    }
}

/// Unparks the thread at that time. It has no other deadline. ENOMEM.
pub fn arm(thread: &Arc<Thread>, at_ns: u64) -> Result<(), Errno> {
    set(Owner::Thread(thread.clone()), at_ns)
}

/// Takes the thread's deadline back, if it has one.
pub fn disarm(thread: &Thread) {
    clear(&thread.deadline);
}

/// Fires the timer at that time. It is not armed, and nobody else arms it meanwhile. ENOMEM.
pub fn arm_timer(timer: &Arc<Timer>, at_ns: u64) -> Result<(), Errno> {
    set(Owner::Timer(timer.clone()), at_ns)
}

/// Stops the timer, if it is armed.
pub fn disarm_timer(timer: &Timer) {
    clear(&timer.slot);
}

/// Sets this CPU's hardware timer to the next deadline or the end of the slice, if that comes
/// before what it is set to.
pub fn arm_cpu() {
    let slice_end = scheduler::slice_end_ns();
    let mut heap = HEAPS[machine().cpu()].lock();
    let next = heap.next_ns().min(slice_end);
    if next < heap.armed_ns {
        heap.armed_ns = next;
        machine().set_timer(next);
    }
}

/// Sets this CPU's hardware timer anew after it fired.
pub fn rearm_cpu() {
    HEAPS[machine().cpu()].lock().armed_ns = u64::MAX;
    arm_cpu();
}

/// Tells everyone on this CPU whose time has come.
pub fn expire(now_ns: u64) {
    let cpu = machine().cpu();
    loop {
        let entry = {
            let mut heap = HEAPS[cpu].lock();
            if heap.next_ns() > now_ns {
                return;
            }
            heap.remove(cpu, 0)
        };
        match entry.owner {
            Owner::Thread(thread) => scheduler::unpark(&thread),
            Owner::Timer(timer) => Timer::fire(&timer, now_ns),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::timer::Told;
    use super::*;
    use crate::machine::simulated;
    use abi::time::Clock;

    #[test]
    fn a_timer_that_cpus_set_at_once_has_one_entry() {
        let (_, _turn) = simulated::start();
        let timer = Timer::new(Clock::Monotonic, Told::counter());
        let entries = || -> usize { HEAPS.iter().map(|heap| heap.lock().entries.len()).sum() };
        let before = entries();
        std::thread::scope(|scope| {
            for _ in 0..2 {
                scope
                    .spawn(|| (1..20_000).try_for_each(|at| timer.set(u64::MAX - at, 0).map(drop)));
            }
        });
        assert_eq!(entries() - before, 1);
        assert!(timer.set(0, 0).is_ok());
        assert_eq!(entries(), before);
    }
}
