//! Deadlines: a heap per CPU of what is to happen when.
//!
//! A binary heap by time; each entry's owner has a [`Slot`] that says where in which heap it is,
//! so taking a deadline back costs as little as setting it.

use super::timer::Timer;
use super::Deadline;
use crate::lock::{Rank, SpinLock, MAX_CPUS};
use crate::machine::machine;
use crate::scheduler;
use crate::thread::Thread;
use abi::Errno;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::sync::atomic::{AtomicBool, AtomicU64, Ordering};

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
    /// The deadline since boot, as it was known when the real-time clock was last set.
    at_ns: u64,
    deadline: Deadline,
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

    fn insert(&mut self, cpu: usize, owner: Owner, deadline: Deadline) -> Result<(), Errno> {
        self.entries.try_reserve(1).map_err(|_| Errno::ENOMEM)?;
        self.entries.push(Entry {
            at_ns: deadline.since_boot(),
            deadline,
            owner,
        });
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

    /// Moves what waits for the real-time clock to where it belongs since that was set.
    fn reorder(&mut self, cpu: usize) {
        for entry in &mut self.entries {
            entry.at_ns = entry.deadline.since_boot();
        }
        for index in (0..self.entries.len()).rev() {
            self.sink(cpu, index);
        }
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

fn set(owner: Owner, deadline: Deadline) -> Result<(), Errno> {
    let cpu = machine().cpu();
    HEAPS[cpu].lock().insert(cpu, owner, deadline)?;
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
pub fn arm(thread: &Arc<Thread>, at: Deadline) -> Result<(), Errno> {
    set(Owner::Thread(thread.clone()), at)
}

/// Takes the thread's deadline back, if it has one.
pub fn disarm(thread: &Thread) {
    clear(&thread.deadline);
}

/// Fires the timer at that time. It is not armed, and nobody else arms it meanwhile. ENOMEM.
pub fn arm_timer(timer: &Arc<Timer>, at: Deadline) -> Result<(), Errno> {
    set(Owner::Timer(timer.clone()), at)
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

/// CPUs whose heap was reordered by another, and whose hardware timer may be late.
static REORDERED: [AtomicBool; MAX_CPUS] = [const { AtomicBool::new(false) }; MAX_CPUS];

/// The real-time clock was set.
pub fn realtime_moved() {
    let own = machine().cpu();
    for cpu in 0..machine().cpu_count() {
        HEAPS[cpu].lock().reorder(cpu);
        if cpu != own {
            REORDERED[cpu].store(true, Ordering::Release);
            machine().kick(cpu);
        }
    }
    arm_cpu();
}

/// Another CPU kicked this one.
pub fn kicked() {
    let is_reordered = &REORDERED[machine().cpu()];
    // Nearly always not: an exchange would lock the memory each time.
    if is_reordered.load(Ordering::Relaxed) && is_reordered.swap(false, Ordering::Acquire) {
        arm_cpu();
    }
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
    fn what_waits_for_the_real_time_clock_moves_with_it() {
        let (_, _turn) = simulated::start();
        let timers = [(); 4].map(|()| Timer::new(Clock::Realtime, Told::counter()));
        let day = 86_400_000_000_000;
        crate::time::set_realtime(100 * day).unwrap();
        let order = || -> Vec<usize> {
            let heap = HEAPS[machine().cpu()].lock();
            let mut order: Vec<usize> = (0..timers.len()).collect();
            order.sort_by_key(|&number| heap.entries[timers[number].slot.index()].at_ns);
            order
        };
        let is_heap = || {
            let heap = HEAPS[machine().cpu()].lock();
            (1..heap.entries.len())
                .all(|index| heap.entries[(index - 1) / 2].at_ns <= heap.entries[index].at_ns)
        };
        let boot = machine().now_ns();
        let deadlines = [
            Deadline::Realtime(102 * day),
            Deadline::SinceBoot(boot + 3 * day),
            Deadline::Realtime(105 * day),
            Deadline::SinceBoot(boot + 4 * day),
        ];
        for (timer, deadline) in timers.iter().zip(deadlines) {
            timer.set(Some(deadline), 0).unwrap();
        }
        for (shown, expected) in [
            (100 * day, [0, 1, 3, 2]),
            (101 * day + day / 2, [0, 1, 2, 3]),
            (90 * day, [1, 3, 0, 2]),
            (100 * day, [0, 1, 3, 2]),
        ] {
            crate::time::set_realtime(shown).unwrap();
            assert_eq!((order(), is_heap()), (expected.to_vec(), true));
            let left = 105 * day - shown;
            assert!((left - day / 1000..=left).contains(&timers[2].remaining()[0]));
        }
        for timer in &timers {
            timer.set(None, 0).unwrap();
        }
        crate::time::set_realtime(machine().now_ns() + 1000).unwrap();
    }

    #[test]
    fn a_timer_that_cpus_set_at_once_has_one_entry() {
        let (_, _turn) = simulated::start();
        let timer = Timer::new(Clock::Monotonic, Told::counter());
        let entries = || -> usize { HEAPS.iter().map(|heap| heap.lock().entries.len()).sum() };
        let before = entries();
        std::thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    (1..20_000).try_for_each(|at| {
                        let first = Deadline::SinceBoot(u64::MAX - at);
                        timer.set(Some(first), 0).map(drop)
                    })
                });
            }
        });
        assert_eq!(entries() - before, 1);
        assert!(timer.set(None, 0).is_ok());
        assert_eq!(entries(), before);
    }
}
