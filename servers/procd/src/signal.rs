//! Signals between processes: `kill`, stop and continue.

use crate::manager::{Manager, INIT};
use crate::process::{Pid, Process, State};
use crate::system::System;
use abi::errno::Result;
use abi::Errno;
use posix::signal::{bit, notification};
use posix::types::constants::signal::*;

/// A signal on its way.
#[derive(Clone, Copy, Debug)]
pub struct Sent {
    /// 0 only checks.
    pub signal: i32,
    /// `si_code`.
    pub code: i32,
    pub value: u64,
}

/// The parent of what bootstrap started.
const NOBODY: Pid = 0;

const STOPS: u64 = bit(SIGSTOP) | bit(SIGTSTP) | bit(SIGTTIN) | bit(SIGTTOU);

/// POSIX `kill`: the superuser, the same user, or SIGCONT within the session.
fn may_signal(sender: &Process, target: &Process, signal: i32) -> bool {
    let users = [sender.ruid, sender.euid];
    let same_user = users.contains(&target.ruid) || users.contains(&target.suid);
    sender.euid == 0 || same_user || (signal == SIGCONT && sender.sid == target.sid)
}

impl<S: System, const N: usize> Manager<S, N> {
    /// `kill`: `pid` > 0 a process, 0 the sender's group, -1 all but the sender and what the
    /// system rests on (init and the servers that bootstrap started), below that a group. Errors: EINVAL, ESRCH, EPERM if none of the targets may be signalled.
    pub fn kill(&mut self, sender: Pid, pid: Pid, sent: Sent) -> Result<()> {
        if !(0..=SIGNAL_MAX).contains(&sent.signal) {
            return Err(Errno::EINVAL);
        }
        let group = match pid {
            0 => self.process(sender)?.pgid,
            i32::MIN => return Err(Errno::ESRCH),
            pid => -pid,
        };
        match pid {
            1.. => self.signal_matching(sender, sent, |process| process.pid == pid),
            -1 => self.signal_matching(sender, sent, |process| {
                process.pid != INIT && process.ppid != NOBODY && process.pid != sender
            }),
            _ => self.signal_matching(sender, sent, |process| process.pgid == group),
        }
    }

    fn signal_matching(
        &mut self,
        sender: Pid,
        sent: Sent,
        wanted: impl Fn(&Process) -> bool,
    ) -> Result<()> {
        let mut from = 0;
        let mut result = Err(Errno::ESRCH);
        while let Some(pid) = self.table.next_match(&mut from, &wanted) {
            let (sender, target) = (self.process(sender)?, self.process(pid)?);
            if !may_signal(sender, target, sent.signal) {
                if result.is_err() {
                    result = Err(Errno::EPERM);
                }
                continue;
            }
            result = Ok(());
            let (from_pid, from_user) = (sender.pid, sender.ruid);
            if sent.signal != 0 {
                self.deliver(pid, sent, from_pid, from_user);
            }
        }
        result
    }

    /// Every process of a group gets a signal from the system (a terminal, a hang-up). Errors:
    /// ESRCH if the group is empty.
    pub fn signal_group(&mut self, group: Pid, signal: i32) -> Result<()> {
        let sent = Sent {
            signal,
            code: SI_KERNEL,
            value: 0,
        };
        let mut from = 0;
        let mut result = Err(Errno::ESRCH);
        while let Some(pid) = self
            .table
            .next_match(&mut from, |process| process.pgid == group)
        {
            self.deliver(pid, sent, 0, 0);
            result = Ok(());
        }
        result
    }

    /// What a signal does to a process from outside; catching and ignoring are its own.
    fn deliver(&mut self, pid: Pid, sent: Sent, from_pid: Pid, from_user: u32) {
        let Some(target) = self.table.get(pid).filter(|target| !target.is_zombie()) else {
            return;
        };
        let handle = target.handle;
        let signal = sent.signal;
        // The first process cannot be killed or stopped from outside.
        if pid == INIT && matches!(signal, SIGKILL | SIGSTOP) {
            return;
        }
        match signal {
            SIGKILL => return self.system.kill(handle, SIGKILL as u64),
            SIGSTOP => {
                self.system.discard(handle, bit(SIGCONT));
                return self.stop(pid, SIGSTOP);
            }
            SIGCONT => {
                self.system.discard(handle, STOPS);
                self.resume(pid);
            }
            _ if STOPS & bit(signal) != 0 => self.system.discard(handle, bit(SIGCONT)),
            _ => {}
        }
        let carried = notification(signal, sent.code, from_pid, from_user, sent.value);
        self.system.notify(handle, &carried);
    }

    /// The default action of a stop signal, at the process's own wish. Errors: EIO if its group is
    /// orphaned (POSIX: then the signal does nothing), EINVAL.
    pub fn stop_self(&mut self, pid: Pid, signal: i32) -> Result<()> {
        if !(1..=SIGNAL_MAX).contains(&signal) || STOPS & bit(signal) == 0 {
            return Err(Errno::EINVAL);
        }
        let process = self.process(pid)?;
        if signal != SIGSTOP && self.is_orphaned(process.pgid, process.sid) {
            return Err(Errno::EIO);
        }
        self.stop(pid, signal);
        Ok(())
    }

    fn stop(&mut self, pid: Pid, signal: i32) {
        let Some(process) = self.table.get_mut(pid) else {
            return;
        };
        if process.state != State::Running {
            return;
        }
        process.state = State::Stopped(signal);
        process.stop_unreported = true;
        process.continue_unreported = false;
        let (handle, ppid) = (process.handle, process.ppid);
        self.system.suspend(handle);
        self.tell_parent_of_stop(ppid, pid, CLD_STOPPED, signal);
    }

    fn resume(&mut self, pid: Pid) {
        let Some(process) = self.table.get_mut(pid) else {
            return;
        };
        if !matches!(process.state, State::Stopped(_)) {
            return;
        }
        process.state = State::Running;
        process.stop_unreported = false;
        process.continue_unreported = true;
        let (handle, ppid) = (process.handle, process.ppid);
        self.system.resume(handle);
        self.tell_parent_of_stop(ppid, pid, CLD_CONTINUED, SIGCONT);
    }

    fn tell_parent_of_stop(&mut self, ppid: Pid, pid: Pid, code: i32, signal: i32) {
        let wants = self
            .table
            .get(ppid)
            .is_some_and(|parent| parent.child_policy & SA_NOCLDSTOP == 0);
        if wants {
            self.tell_parent(ppid, pid, code, signal as u32);
        }
        self.wake_waiters(ppid);
    }
}
