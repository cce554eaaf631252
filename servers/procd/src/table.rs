//! Processes by number.
//!
//! *Representation.* A slot that is not `used` holds zeros, so that an empty table lies in memory
//! that the program file does not carry. Slots are filled lowest first, so that loops over all processes stay within
//! the first `high` slots; `index` maps a number to its slot plus one. Numbers are handed out
//! upward and start over at the top, so that one is reused as late as can be.

use crate::process::{Pid, Process};

/// Numbers are below this (Linux's default `pid_max`).
pub const PID_LIMIT: usize = 32768;
/// First number that fork hands out after the top was reached.
const PID_RESTART: Pid = 300;

#[derive(Clone, Debug)]
struct Slot {
    used: bool,
    process: Process,
}

impl Slot {
    const FREE: Self = Self {
        used: false,
        process: Process::ZERO,
    };

    fn get(&self) -> Option<&Process> {
        self.used.then_some(&self.process)
    }
}

/// Up to `N` processes.
#[derive(Debug)]
pub struct Table<const N: usize> {
    slots: [Slot; N],
    /// All used slots are below.
    high: usize,
    count: usize,
    index: [u16; PID_LIMIT],
    last: Pid,
}

impl<const N: usize> Table<N> {
    /// No processes.
    pub const fn new() -> Self {
        Self {
            slots: [const { Slot::FREE }; N],
            high: 0,
            count: 0,
            index: [0; PID_LIMIT],
            last: 0,
        }
    }

    /// Number of processes, zombies included.
    pub fn len(&self) -> usize {
        self.count
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    fn slot_of(&self, pid: Pid) -> Option<usize> {
        let entry = *self.index.get(usize::try_from(pid).ok()?)?;
        usize::from(entry).checked_sub(1)
    }

    /// The process of that number.
    pub fn get(&self, pid: Pid) -> Option<&Process> {
        self.slots[self.slot_of(pid)?].get()
    }

    /// The process of that number, to change.
    pub fn get_mut(&mut self, pid: Pid) -> Option<&mut Process> {
        let slot = self.slot_of(pid)?;
        let slot = &mut self.slots[slot];
        slot.used.then_some(&mut slot.process)
    }

    /// Adds a process under its number; none if the table is full, or the number is taken or out
    /// of range.
    pub fn insert(&mut self, process: Process) -> Option<()> {
        let entry = usize::try_from(process.pid)
            .ok()
            .filter(|&pid| pid > 0 && pid < PID_LIMIT)?;
        if self.index[entry] != 0 {
            return None;
        }
        let slot = self.slots[..self.high]
            .iter()
            .position(|slot| !slot.used)
            .unwrap_or(self.high);
        if slot == N {
            return None;
        }
        self.last = self.last.max(process.pid);
        self.slots[slot] = Slot {
            used: true,
            process,
        };
        self.index[entry] = slot as u16 + 1;
        self.high = self.high.max(slot + 1);
        self.count += 1;
        Some(())
    }

    /// Removes a process.
    pub fn remove(&mut self, pid: Pid) -> Option<Process> {
        let slot = self.slot_of(pid)?;
        let removed = core::mem::replace(&mut self.slots[slot], Slot::FREE).process;
        self.index[pid as usize] = 0;
        self.count -= 1;
        while self.high > 0 && !self.slots[self.high - 1].used {
            self.high -= 1;
        }
        Some(removed)
    }

    /// A number that is neither a process's nor a living group's or session's; none if all are
    /// taken or the table is full.
    pub fn next_pid(&mut self) -> Option<Pid> {
        if self.count == N {
            return None;
        }
        for _ in 0..PID_LIMIT {
            let next = self.last + 1;
            self.last = if next as usize >= PID_LIMIT {
                PID_RESTART
            } else {
                next
            };
            let candidate = self.last;
            let is_used = |process: &Process| process.pgid == candidate || process.sid == candidate;
            if self.index[candidate as usize] == 0 && !self.iter().any(is_used) {
                return Some(candidate);
            }
        }
        None
    }

    /// All processes.
    pub fn iter(&self) -> impl Iterator<Item = &Process> {
        self.slots[..self.high].iter().filter_map(Slot::get)
    }

    /// The process with the lowest number above `pid`.
    pub fn next_above(&self, pid: Pid) -> Option<&Process> {
        let first = usize::try_from(pid + 1).unwrap_or(0);
        let found = self
            .index
            .get(first..)?
            .iter()
            .position(|&entry| entry != 0)?;
        self.get((first + found) as Pid)
    }

    /// Numbers of the processes that `wanted` picks, lowest slot first, each looked up afresh, so
    /// that the table may change between two.
    pub fn next_match(&self, from: &mut usize, wanted: impl Fn(&Process) -> bool) -> Option<Pid> {
        while *from < self.high {
            let slot = *from;
            *from += 1;
            if let Some(process) = self.slots[slot].get().filter(|process| wanted(process)) {
                return Some(process.pid);
            }
        }
        None
    }
}

impl<const N: usize> Default for Table<N> {
    fn default() -> Self {
        Self::new()
    }
}
