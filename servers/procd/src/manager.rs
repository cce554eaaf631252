//! Fork and exit, and the rules' common ground.

use crate::process::{Pid, Process, State};
use crate::system::System;
use crate::table::Table;
use crate::wait::Waiters;
use abi::errno::Result;
use abi::process::{EXIT_BY_KERNEL, EXIT_OUT_OF_MEMORY};
use abi::{Errno, Handle};
use posix::signal::{bit, notification};
use posix::types::constants::resource::RLIMIT_NPROC;
use posix::types::constants::signal::*;
use posix::types::{Rusage, Timeval};

/// The process that orphans go to.
pub const INIT: Pid = 1;

/// The table, the waits, and the kernel behind them.
#[derive(Debug)]
pub struct Manager<S, const N: usize> {
    pub system: S,
    pub(crate) table: Table<N>,
    pub(crate) waiters: Waiters,
}

impl<S: System, const N: usize> Manager<S, N> {
    /// No processes yet.
    pub const fn new(system: S) -> Self {
        Self {
            system,
            table: Table::new(),
            waiters: Waiters::new(),
        }
    }

    /// The table, to read.
    pub fn table(&self) -> &Table<N> {
        &self.table
    }

    /// A process. Errors: ESRCH.
    pub fn process(&self, pid: Pid) -> Result<&Process> {
        self.table.get(pid).ok_or(Errno::ESRCH)
    }

    pub(crate) fn process_mut(&mut self, pid: Pid) -> Result<&mut Process> {
        self.table.get_mut(pid).ok_or(Errno::ESRCH)
    }

    /// Writes a process's identity to its page and its messages.
    pub(crate) fn publish(&mut self, pid: Pid) {
        if let Some(process) = self.table.get(pid).filter(|process| !process.is_zombie()) {
            self.system
                .set_page(process.handle, &process.credentials().page(process.ppid));
        }
    }

    /// Takes over a process that bootstrap made. Errors: EEXIST, EAGAIN if the table is full.
    pub fn adopt(&mut self, process: Process) -> Result<()> {
        if self.table.get(process.pid).is_some() {
            return Err(Errno::EEXIST);
        }
        let pid = process.pid;
        self.table.insert(process).ok_or(Errno::EAGAIN)?;
        self.publish(pid);
        Ok(())
    }

    /// First half of fork: the child's number, if its parent may have another. Errors: EAGAIN.
    pub fn prepare_fork(&mut self, parent: Pid) -> Result<Process> {
        let (user, limit) = {
            let parent = self.process(parent)?;
            (parent.ruid, parent.limits[RLIMIT_NPROC as usize].current)
        };
        if user != 0 {
            let own = self
                .table
                .iter()
                .filter(|process| process.ruid == user)
                .count() as u64;
            if own >= limit {
                return Err(Errno::EAGAIN);
            }
        }
        let pid = self.table.next_pid().ok_or(Errno::EAGAIN)?;
        let now = self.system.now();
        Ok(self.process(parent)?.fork(pid, Handle::NONE, now))
    }

    /// Second half: the kernel has made the child.
    pub fn finish_fork(&mut self, mut child: Process, handle: Handle) -> Result<Pid> {
        let pid = child.pid;
        child.handle = handle;
        self.table.insert(child).ok_or(Errno::EAGAIN)?;
        Ok(pid)
    }

    /// The process execs: what `/proc` tells of it from now on.
    pub fn executed(&mut self, pid: Pid, path: &[u8], name: &[u8], arguments: &[u8]) -> Result<()> {
        let process = self.process_mut(pid)?;
        process.command.set(name);
        process.arguments.set(arguments);
        process.path.set(path);
        process.has_executed = true;
        Ok(())
    }

    /// `sigaction(SIGCHLD)`'s flags.
    pub fn set_child_policy(&mut self, pid: Pid, policy: u64) -> Result<()> {
        self.process_mut(pid)?.child_policy = policy & (SA_NOCLDSTOP | SA_NOCLDWAIT);
        Ok(())
    }

    /// A process has ended: `end` is its exit status word, user and system CPU nanoseconds, peak
    /// resident bytes.
    pub fn exited(&mut self, pid: Pid, end: [u64; 4]) {
        let Some(process) = self.table.get_mut(pid) else {
            return;
        };
        if process.is_zombie() {
            return;
        }
        let was_tie = self.table.get(pid).is_some_and(|own| self.is_tie(own));
        let Some(process) = self.table.get_mut(pid) else {
            return;
        };
        let status = wait_status(end[0]);
        process.state = State::Zombie(status);
        process.usage = usage_at_end(&end);
        let handle = core::mem::replace(&mut process.handle, Handle::NONE);
        let (ppid, pgid, sid) = (process.ppid, process.pgid, process.sid);
        let leads_session = sid == pid;
        self.system.close(handle);
        self.waiters.forget(pid);
        if leads_session {
            self.end_session(pid);
        }
        self.give_children_to_init(pid, pgid, sid);
        if was_tie {
            self.hang_up_if_orphaned(pgid, sid);
        }
        self.report_end(pid, ppid, status);
    }

    /// Tells the parent, and reaps at once where it wants no zombies.
    fn report_end(&mut self, pid: Pid, ppid: Pid, status: u32) {
        let (policy, parent) = match self.table.get(ppid) {
            Some(parent) if !parent.is_zombie() => (parent.child_policy, parent.handle),
            _ => {
                self.table.remove(pid);
                return;
            }
        };
        let ignored = self.system.info(parent).ignored & bit(SIGCHLD) != 0;
        if ignored || policy & SA_NOCLDWAIT != 0 {
            self.table.remove(pid);
        }
        if !ignored {
            self.tell_parent(ppid, pid, end_code(status), status_value(status));
        }
        self.wake_waiters(ppid);
    }

    /// Sends SIGCHLD about `pid` to its parent.
    pub(crate) fn tell_parent(&mut self, ppid: Pid, pid: Pid, code: i32, value: u32) {
        let user = self.table.get(pid).map_or(0, |process| process.ruid);
        if let Some(parent) = self.table.get(ppid).filter(|parent| !parent.is_zombie()) {
            let told = notification(SIGCHLD, code, pid, user, value.into());
            self.system.notify(parent.handle, &told);
        }
    }

    /// POSIX `_exit`: children get init as their parent; groups that lose their last tie to the
    /// session this way are orphaned.
    fn give_children_to_init(&mut self, pid: Pid, group: Pid, session: Pid) {
        let mut from = 0;
        while let Some(child) = self
            .table
            .next_match(&mut from, |process| process.ppid == pid)
        {
            let Some(process) = self.table.get_mut(child) else {
                continue;
            };
            process.ppid = INIT;
            let (pgid, sid, state) = (process.pgid, process.sid, process.state);
            match state {
                State::Zombie(status) => self.report_end(child, INIT, status),
                _ => self.publish(child),
            }
            if pgid != group && sid == session {
                self.hang_up_if_orphaned(pgid, sid);
            }
        }
    }

    /// The process is waited for: it goes, its usage to its parent.
    pub(crate) fn reap(&mut self, pid: Pid) {
        let Some(process) = self.table.remove(pid) else {
            return;
        };
        if let Some(parent) = self.table.get_mut(process.ppid) {
            add_usage(&mut parent.children_usage, &process.usage);
            add_usage(&mut parent.children_usage, &process.children_usage);
        }
    }
}

/// The wait status of an exit status word.
fn wait_status(word: u64) -> u32 {
    if word & EXIT_BY_KERNEL == 0 {
        return word as u32 & 0xffff;
    }
    let signal = match word {
        EXIT_OUT_OF_MEMORY => SIGKILL,
        _ => match word & 0xff {
            0 | 16 | 19 => SIGFPE,
            1 | 3 => SIGTRAP,
            6 => SIGILL,
            11 | 12 | 17 => SIGBUS,
            _ => SIGSEGV,
        },
    };
    signal as u32
}

/// `CLD_*` of a wait status.
pub(crate) fn end_code(status: u32) -> i32 {
    match status & 0x7f {
        0 => CLD_EXITED,
        _ if status & 0x80 != 0 => CLD_DUMPED,
        _ => CLD_KILLED,
    }
}

/// `si_status` of a wait status: exit code or signal.
pub(crate) fn status_value(status: u32) -> u32 {
    match status & 0x7f {
        0 => status >> 8 & 0xff,
        signal => signal,
    }
}

fn usage_at_end(end: &[u64; 4]) -> Rusage {
    Rusage {
        utime: Timeval::from_nanoseconds(end[1]),
        stime: Timeval::from_nanoseconds(end[2]),
        maxrss: (end[3] / 1024) as i64,
        ..Rusage::default()
    }
}

fn add_time(sum: &mut Timeval, more: Timeval) {
    let usec = sum.usec + more.usec;
    sum.sec += more.sec + usec / 1_000_000;
    sum.usec = usec % 1_000_000;
}

fn add_usage(sum: &mut Rusage, more: &Rusage) {
    add_time(&mut sum.utime, more.utime);
    add_time(&mut sum.stime, more.stime);
    sum.maxrss = sum.maxrss.max(more.maxrss);
    sum.minflt += more.minflt;
    sum.majflt += more.majflt;
}
