//! Semaphore sets.
//!
//! The operations of one `semop` are done all or none. Those that cannot be done wait in order of arrival, and
//! each is tried again whenever a value has changed. What SEM_UNDO is to give back is kept by process.

use crate::answer::{Answer, Answers, Asker, Now};
use crate::permission::{self, READ, WRITE};
use crate::table::{Object, Table};
use abi::errno::{Errno, Result};
use posix::types::constants::ipc::*;
use posix::types::{bytes_of, IpcPermission, SemaphoreOperation, SemaphoreSetStatus};
use std::collections::HashMap;

/// Most sets, semaphores in a set (Linux's SEMMSL) and in all, and the highest value (SEMVMX).
const SETS_MAX: usize = 1024;
const SEMAPHORES_MAX: usize = 32_000;
const ALL_MAX: usize = 1_024_000;
const VALUE_MAX: i32 = 32_767;

#[derive(Clone, Copy, Default)]
struct Semaphore {
    value: i32,
    /// Who changed it last.
    pid: i32,
}

struct Waiter {
    request: u64,
    pid: i32,
    operations: Vec<SemaphoreOperation>,
    /// Monotonic nanoseconds.
    deadline_ns: u64,
    /// The operation that could not be done.
    blocked_by: SemaphoreOperation,
}

struct Set {
    status: SemaphoreSetStatus,
    semaphores: Vec<Semaphore>,
    waiters: Vec<Waiter>,
    /// By process: what its end adds to each semaphore.
    undo: HashMap<i32, Vec<i32>>,
}

impl Object for Set {
    fn permission(&self) -> &IpcPermission {
        &self.status.perm
    }
}

/// Whether operations were done.
enum Tried {
    Done,
    /// This one has to wait.
    Blocked(SemaphoreOperation),
}

impl Set {
    fn new(perm: IpcPermission, count: usize, now: i64) -> Self {
        Self {
            status: SemaphoreSetStatus {
                perm,
                ctime: now,
                nsems: count as u64,
                ..SemaphoreSetStatus::default()
            },
            semaphores: vec![Semaphore::default(); count],
            waiters: Vec::new(),
            undo: HashMap::new(),
        }
    }

    /// Does all operations or none. Errors: ERANGE.
    fn attempt(&mut self, pid: i32, operations: &[SemaphoreOperation], now: i64) -> Result<Tried> {
        let mut values: HashMap<u16, i32> = HashMap::new();
        let mut undo: HashMap<u16, i32> = HashMap::new();
        let owed = self.undo.get(&pid);
        for one in operations {
            let number = one.number;
            let old = self.semaphores[usize::from(number)].value;
            let value = values.entry(number).or_insert(old);
            let change = i32::from(one.operation);
            if change == 0 && *value != 0 || *value + change < 0 {
                return Ok(Tried::Blocked(*one));
            }
            *value += change;
            if *value > VALUE_MAX {
                return Err(Errno::ERANGE);
            }
            if i32::from(one.flags) & SEM_UNDO != 0 {
                let before = owed.map_or(0, |owed| owed[usize::from(number)]);
                let back = undo.entry(number).or_insert(before);
                *back -= change;
                if !(-VALUE_MAX - 1..=VALUE_MAX).contains(back) {
                    return Err(Errno::ERANGE);
                }
            }
        }
        for (number, value) in values {
            self.semaphores[usize::from(number)] = Semaphore { value, pid };
        }
        if !undo.is_empty() {
            let count = self.semaphores.len();
            let owed = self.undo.entry(pid).or_insert_with(|| vec![0; count]);
            for (number, back) in undo {
                owed[usize::from(number)] = back;
            }
        }
        self.status.otime = now;
        Ok(Tried::Done)
    }

    /// Lets go on whoever can, in order of arrival, until nobody can.
    fn settle(&mut self, now: i64, answers: &mut Answers) {
        let mut index = 0;
        while index < self.waiters.len() {
            let waiter = &self.waiters[index];
            let (pid, operations) = (waiter.pid, waiter.operations.clone());
            let result = match self.attempt(pid, &operations, now) {
                Ok(Tried::Blocked(by)) if i32::from(by.flags) & IPC_NOWAIT == 0 => {
                    self.waiters[index].blocked_by = by;
                    index += 1;
                    continue;
                }
                Ok(Tried::Blocked(_)) => Err(Errno::EAGAIN),
                Ok(Tried::Done) => Ok(Answer::default()),
                Err(errno) => Err(errno),
            };
            answers.push((self.waiters.remove(index).request, result));
            index = 0;
        }
    }

    /// Those who wait for a higher value of a semaphore, or for zero.
    fn waiting(&self, index: usize, for_zero: bool) -> u64 {
        let by = self.waiters.iter().map(|waiter| waiter.blocked_by);
        by.filter(|by| usize::from(by.number) == index && (by.operation == 0) == for_zero)
            .count() as u64
    }

    /// Gives back what a process owes.
    fn undo(&mut self, pid: i32, now: i64, answers: &mut Answers) {
        let Some(owed) = self.undo.remove(&pid) else {
            return;
        };
        for (semaphore, back) in self.semaphores.iter_mut().zip(owed) {
            if back != 0 {
                let value = (semaphore.value + back).clamp(0, VALUE_MAX);
                *semaphore = Semaphore { value, pid };
            }
        }
        self.status.otime = now;
        self.settle(now, answers);
    }

    fn set_values(&mut self, values: &[u16], pid: i32, now: i64, answers: &mut Answers) {
        for (semaphore, &value) in self.semaphores.iter_mut().zip(values) {
            *semaphore = Semaphore {
                value: value.into(),
                pid,
            };
        }
        self.undo.clear();
        self.status.ctime = now;
        self.settle(now, answers);
    }
}

/// What is asked of one set.
#[derive(Clone, Copy, Debug)]
pub struct Command {
    pub id: i32,
    pub index: i32,
    pub number: i32,
    pub value: u64,
}

/// All sets.
pub struct Sets {
    table: Table<Set>,
    semaphores: usize,
}

impl Sets {
    pub fn new() -> Self {
        Self {
            table: Table::new(SETS_MAX),
            semaphores: 0,
        }
    }

    /// `semget`. Errors: EINVAL, ENOSPC, and the table's.
    pub fn get(&mut self, asker: &Asker, key: i32, count: i32, flags: i32) -> Result<i32> {
        let count = usize::try_from(count).map_err(|_| Errno::EINVAL)?;
        if count > SEMAPHORES_MAX {
            return Err(Errno::EINVAL);
        }
        let fits = |set: &Set| match count <= set.semaphores.len() {
            true => Ok(()),
            false => Err(Errno::EINVAL),
        };
        let all = &mut self.semaphores;
        let make = |perm| match count {
            0 => Err(Errno::EINVAL),
            _ if *all + count > ALL_MAX => Err(Errno::ENOSPC),
            _ => {
                *all += count;
                Ok(Set::new(perm, count, asker.now))
            }
        };
        self.table.get(&asker.caller, key, flags, fits, make)
    }

    /// `semop`, until a monotonic time. Errors: EINVAL, EFBIG, EACCES, EAGAIN, ERANGE.
    pub fn operate(
        &mut self,
        asker: &Asker,
        id: i32,
        operations: Vec<SemaphoreOperation>,
        deadline_ns: u64,
        answers: &mut Answers,
    ) -> Result<Now> {
        let set = self.table.find(id)?;
        let count = set.semaphores.len();
        if operations
            .iter()
            .any(|one| usize::from(one.number) >= count)
        {
            return Err(Errno::EFBIG);
        }
        let wanted = match operations.iter().any(|one| one.operation != 0) {
            true => WRITE,
            false => READ,
        };
        permission::check(&set.status.perm, &asker.caller, wanted)?;
        match set.attempt(asker.caller.pid, &operations, asker.now)? {
            Tried::Done => {
                set.settle(asker.now, answers);
                Ok(Now::Answered(Answer::default()))
            }
            Tried::Blocked(by) if i32::from(by.flags) & IPC_NOWAIT != 0 => Err(Errno::EAGAIN),
            Tried::Blocked(blocked_by) => {
                set.waiters.push(Waiter {
                    request: asker.request,
                    pid: asker.caller.pid,
                    operations,
                    deadline_ns,
                    blocked_by,
                });
                Ok(Now::Waits)
            }
        }
    }

    /// `semctl`; `input` is what `IPC_SET` and `SETALL` give. Errors: EINVAL, EACCES, EPERM, ERANGE.
    pub fn control(
        &mut self,
        asker: &Asker,
        command: Command,
        input: &[u8],
        answers: &mut Answers,
    ) -> Result<Answer> {
        let (caller, now) = (&asker.caller, asker.now);
        let id = command.id;
        let payload = |payload: Vec<u8>| Answer {
            payload,
            ..Answer::default()
        };
        if command.number == SEM_STAT {
            let id = self.table.id_at(id)?;
            let set = self.table.find_allowed(caller, id, READ)?;
            return Ok(Answer {
                result: id as u64,
                ..payload(bytes_of(&set.status).to_vec())
            });
        }
        match command.number {
            IPC_STAT => {
                let set = self.table.find_allowed(caller, id, READ)?;
                Ok(payload(bytes_of(&set.status).to_vec()))
            }
            IPC_SET => {
                let wanted = status_of(input)?;
                let set = self.table.find_owned(caller, id)?;
                permission::set(&mut set.status.perm, &wanted);
                set.status.ctime = now;
                Ok(Answer::default())
            }
            IPC_RMID => {
                self.table.find_owned(caller, id)?;
                let set = self.table.remove(id)?;
                self.semaphores -= set.semaphores.len();
                let waiting = set.waiters.iter();
                answers.extend(waiting.map(|waiter| (waiter.request, Err(Errno::EIDRM))));
                Ok(Answer::default())
            }
            COUNT => {
                let set = self.table.find(id)?;
                permission::check(&set.status.perm, caller, READ)
                    .or_else(|_| permission::check(&set.status.perm, caller, WRITE))?;
                Ok(Answer::of(set.semaphores.len() as u64))
            }
            GETALL => {
                let set = self.table.find_allowed(caller, id, READ)?;
                let values = set.semaphores.iter();
                Ok(payload(
                    values
                        .flat_map(|semaphore| (semaphore.value as u16).to_ne_bytes())
                        .collect(),
                ))
            }
            SETALL => {
                let set = self.table.find_allowed(caller, id, WRITE)?;
                let values: Vec<u16> = input
                    .chunks_exact(2)
                    .map(|pair| u16::from_ne_bytes([pair[0], pair[1]]))
                    .collect();
                if values.len() != set.semaphores.len() {
                    return Err(Errno::EINVAL);
                }
                if values.iter().any(|&value| i32::from(value) > VALUE_MAX) {
                    return Err(Errno::ERANGE);
                }
                set.set_values(&values, caller.pid, now, answers);
                Ok(Answer::default())
            }
            _ => self.control_one(asker, command, answers),
        }
    }

    /// The commands about one semaphore.
    fn control_one(
        &mut self,
        asker: &Asker,
        command: Command,
        answers: &mut Answers,
    ) -> Result<Answer> {
        let wanted = match command.number {
            SETVAL => WRITE,
            GETVAL | GETPID | GETNCNT | GETZCNT => READ,
            _ => return Err(Errno::EINVAL),
        };
        let set = self.table.find_allowed(&asker.caller, command.id, wanted)?;
        let index = usize::try_from(command.index).map_err(|_| Errno::EINVAL)?;
        let semaphore = set.semaphores.get_mut(index).ok_or(Errno::EINVAL)?;
        Ok(Answer::of(match command.number {
            GETVAL => semaphore.value as u64,
            GETPID => semaphore.pid as u64,
            GETNCNT => set.waiting(index, false),
            GETZCNT => set.waiting(index, true),
            _ => {
                // An `int` of the union.
                let value = command.value as i32;
                if !(0..=VALUE_MAX).contains(&value) {
                    return Err(Errno::ERANGE);
                }
                let pid = asker.caller.pid;
                *semaphore = Semaphore { value, pid };
                for owed in set.undo.values_mut() {
                    owed[index] = 0;
                }
                set.status.ctime = asker.now;
                set.settle(asker.now, answers);
                0
            }
        }))
    }

    /// A process has ended.
    pub fn process_ended(&mut self, pid: i32, now: i64, answers: &mut Answers) {
        for (_, set) in self.table.iter_mut() {
            set.undo(pid, now, answers);
        }
    }

    /// Answers those whose time has passed with EAGAIN.
    pub fn expire(&mut self, now_ns: u64, answers: &mut Answers) {
        for (_, set) in self.table.iter_mut() {
            set.waiters.retain(|waiter| {
                let waits = waiter.deadline_ns > now_ns;
                if !waits {
                    answers.push((waiter.request, Err(Errno::EAGAIN)));
                }
                waits
            });
        }
    }

    /// When [`Self::expire`] has something to do.
    pub fn next_deadline(&mut self) -> Option<u64> {
        let waiters = self
            .table
            .iter_mut()
            .flat_map(|(_, set)| set.waiters.iter());
        waiters.map(|waiter| waiter.deadline_ns).min()
    }

    /// Takes a waiting request back; whether there was one.
    pub fn cancel(&mut self, request: u64) -> bool {
        let mut found = false;
        for (_, set) in self.table.iter_mut() {
            let before = set.waiters.len();
            set.waiters.retain(|waiter| waiter.request != request);
            found |= before != set.waiters.len();
        }
        found
    }
}

fn status_of(input: &[u8]) -> Result<IpcPermission> {
    if input.len() != size_of::<SemaphoreSetStatus>() {
        return Err(Errno::EINVAL);
    }
    let status: SemaphoreSetStatus = posix::types::read_bytes(input);
    Ok(status.perm)
}
