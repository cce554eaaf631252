//! `wait`: what is reported, and who waits for it.

use crate::manager::{end_code, Manager};
use crate::process::{Pid, Process, State};
use crate::system::System;
use abi::errno::Result;
use abi::Errno;
use posix::protocol::WaitReport;
use posix::types::constants::signal::{CLD_CONTINUED, CLD_STOPPED};
use posix::types::constants::wait::*;

/// Most waits that can be pending at once.
const WAITERS_MAX: usize = 1024;

/// Whom a wait is for, and what for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Selector {
    /// `P_ALL`, `P_PID` or `P_PGID`.
    pub kind: i32,
    pub id: Pid,
    /// `W*`.
    pub options: i32,
}

impl Selector {
    /// Errors: EINVAL.
    pub fn new(kind: i32, id: Pid, options: i32) -> Result<Self> {
        let known = WNOHANG | WUNTRACED | WEXITED | WCONTINUED | WNOWAIT;
        let asks = options & (WEXITED | WUNTRACED | WCONTINUED) != 0;
        // Linux's __WALL, __WCLONE and __WNOTHREAD make no difference here.
        let flags = options & !0xe000_0000u32 as i32;
        if !(P_ALL..=P_PGID).contains(&kind) || flags & !known != 0 || !asks {
            return Err(Errno::EINVAL);
        }
        Ok(Self {
            kind,
            id,
            options: flags,
        })
    }

    fn picks(&self, process: &Process) -> bool {
        match self.kind {
            P_PID => process.pid == self.id,
            P_PGID => process.pgid == self.id,
            _ => true,
        }
    }

    fn has(&self, option: i32) -> bool {
        self.options & option != 0
    }
}

#[derive(Clone, Copy, Debug)]
struct Waiter {
    request: u64,
    parent: Pid,
    selector: Selector,
}

/// Waits that were not answered yet, oldest first.
#[derive(Debug)]
pub struct Waiters {
    entries: [Option<Waiter>; WAITERS_MAX],
    len: usize,
}

impl Waiters {
    pub(crate) const fn new() -> Self {
        Self {
            entries: [None; WAITERS_MAX],
            len: 0,
        }
    }

    fn push(&mut self, waiter: Waiter) -> Result<()> {
        let slot = self.entries.get_mut(self.len).ok_or(Errno::EAGAIN)?;
        *slot = Some(waiter);
        self.len += 1;
        Ok(())
    }

    fn remove(&mut self, index: usize) {
        self.entries.copy_within(index + 1..self.len, index);
        self.len -= 1;
        self.entries[self.len] = None;
    }

    fn get(&self, index: usize) -> Option<Waiter> {
        self.entries[..self.len].get(index).copied().flatten()
    }

    fn position(&self, wanted: impl Fn(&Waiter) -> bool) -> Option<usize> {
        self.entries[..self.len]
            .iter()
            .position(|waiter| waiter.as_ref().is_some_and(&wanted))
    }

    /// The process has ended: nobody takes its answers.
    pub(crate) fn forget(&mut self, parent: Pid) {
        while let Some(index) = self.position(|waiter| waiter.parent == parent) {
            self.remove(index);
        }
    }
}

/// What became of a wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waited {
    Report(WaitReport),
    /// `WNOHANG`, and there is nothing yet.
    Nothing,
    /// Answered later by [`System::answer_wait`].
    Pending,
}

impl<S: System, const N: usize> Manager<S, N> {
    /// `waitid` of process `parent`, as request `request`. Errors: ECHILD, EAGAIN if too many
    /// wait.
    pub fn wait(&mut self, parent: Pid, selector: Selector, request: u64) -> Result<Waited> {
        if let Some(report) = self.try_wait(parent, &selector)? {
            return Ok(Waited::Report(report));
        }
        if selector.has(WNOHANG) {
            return Ok(Waited::Nothing);
        }
        self.waiters.push(Waiter {
            request,
            parent,
            selector,
        })?;
        Ok(Waited::Pending)
    }

    /// The client of a pending wait was interrupted.
    pub fn cancel_wait(&mut self, request: u64) {
        if let Some(index) = self.waiters.position(|waiter| waiter.request == request) {
            self.waiters.remove(index);
            self.system.answer_wait(request, Err(Errno::EINTR));
        }
    }

    /// Something happened to a child of `parent`: answers those of its waits that it satisfies.
    pub(crate) fn wake_waiters(&mut self, parent: Pid) {
        let mut index = 0;
        while let Some(waiter) = self.waiters.get(index) {
            if waiter.parent != parent {
                index += 1;
                continue;
            }
            match self.try_wait(parent, &waiter.selector) {
                Ok(None) => index += 1,
                Ok(Some(report)) => {
                    self.waiters.remove(index);
                    self.system.answer_wait(waiter.request, Ok(&report));
                }
                Err(errno) => {
                    self.waiters.remove(index);
                    self.system.answer_wait(waiter.request, Err(errno));
                }
            }
        }
    }

    /// The first thing to report; none if the children that are selected run on. Errors: ECHILD.
    fn try_wait(&mut self, parent: Pid, selector: &Selector) -> Result<Option<WaitReport>> {
        let mut from = 0;
        let mut any = false;
        let is_wanted = |process: &Process| process.ppid == parent && selector.picks(process);
        while let Some(pid) = self.table.next_match(&mut from, is_wanted) {
            any = true;
            if let Some(report) = self.report_of(pid, selector) {
                return Ok(Some(report));
            }
        }
        if any {
            Ok(None)
        } else {
            Err(Errno::ECHILD)
        }
    }

    /// What a wait reports of one child; takes note that it was reported unless `WNOWAIT`.
    fn report_of(&mut self, pid: Pid, selector: &Selector) -> Option<WaitReport> {
        let keeps = selector.has(WNOWAIT);
        let process = self.table.get_mut(pid)?;
        let mut report = WaitReport {
            pid,
            uid: process.ruid,
            usage: process.usage,
            ..WaitReport::default()
        };
        match process.state {
            State::Zombie(status) if selector.has(WEXITED) => {
                (report.code, report.status) = (end_code(status), status);
                if !keeps {
                    self.reap(pid);
                }
            }
            State::Stopped(signal) if process.stop_unreported && selector.has(WUNTRACED) => {
                (report.code, report.status) = (CLD_STOPPED, (signal as u32) << 8 | 0x7f);
                process.stop_unreported = keeps;
            }
            State::Running if process.continue_unreported && selector.has(WCONTINUED) => {
                (report.code, report.status) = (CLD_CONTINUED, 0xffff);
                process.continue_unreported = keeps;
            }
            _ => return None,
        }
        Some(report)
    }
}
