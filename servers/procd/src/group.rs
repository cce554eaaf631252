//! Process groups, sessions and their terminal.

use crate::manager::Manager;
use crate::process::{Pid, Process, State};
use crate::system::System;
use abi::errno::Result;
use abi::Errno;
use posix::types::constants::signal::{SIGCONT, SIGHUP};

impl<S: System, const N: usize> Manager<S, N> {
    /// `setpgid`; 0 stands for the caller, and for the process's own number. Errors: ESRCH, EPERM,
    /// EACCES for a child that has exec'd, EINVAL.
    pub fn set_group(&mut self, caller: Pid, pid: Pid, pgid: Pid) -> Result<()> {
        let pid = if pid == 0 { caller } else { pid };
        let pgid = if pgid == 0 { pid } else { pgid };
        if pgid < 0 {
            return Err(Errno::EINVAL);
        }
        let session = self.process(caller)?.sid;
        let target = self.process(pid)?;
        if target.is_zombie() || (pid != caller && target.ppid != caller) {
            return Err(Errno::ESRCH);
        }
        if pid != caller && target.has_executed {
            return Err(Errno::EACCES);
        }
        if target.sid != session || target.sid == pid {
            return Err(Errno::EPERM);
        }
        let in_session = |process: &Process| process.pgid == pgid && process.sid == session;
        if pgid != pid && !self.table.iter().any(in_session) {
            return Err(Errno::EPERM);
        }
        let (old, was_tie) = (target.pgid, self.is_tie(target));
        self.process_mut(pid)?.pgid = pgid;
        if old != pgid {
            self.publish(pid);
            if was_tie {
                self.hang_up_if_orphaned(old, session);
            }
        }
        Ok(())
    }

    /// `getpgid`; 0 stands for the caller. Errors: ESRCH.
    pub fn group(&self, caller: Pid, pid: Pid) -> Result<Pid> {
        self.process(if pid == 0 { caller } else { pid })
            .map(|process| process.pgid)
    }

    /// `getsid`; 0 stands for the caller. Errors: ESRCH.
    pub fn session(&self, caller: Pid, pid: Pid) -> Result<Pid> {
        self.process(if pid == 0 { caller } else { pid })
            .map(|process| process.sid)
    }

    /// `setsid`. Errors: EPERM if the caller leads a group, or its number still names one.
    pub fn set_session(&mut self, caller: Pid) -> Result<Pid> {
        if self.table.iter().any(|process| process.pgid == caller) {
            return Err(Errno::EPERM);
        }
        let was_tie = self.is_tie(self.process(caller)?);
        let process = self.process_mut(caller)?;
        let (old_group, old_session) = (process.pgid, process.sid);
        process.pgid = caller;
        process.sid = caller;
        process.terminal = 0;
        process.foreground = 0;
        self.publish(caller);
        if was_tie {
            self.hang_up_if_orphaned(old_group, old_session);
        }
        Ok(caller)
    }

    /// The session of a group, and whether the group is orphaned. Errors: ESRCH.
    pub fn query_group(&self, group: Pid) -> Result<(Pid, bool)> {
        let member = self.table.iter().find(|process| process.pgid == group);
        let session = member.ok_or(Errno::ESRCH)?.sid;
        Ok((session, self.is_orphaned(group, session)))
    }

    /// A terminal server tells a session's terminal and foreground group. Errors: ESRCH if the
    /// session has no leader.
    pub fn set_terminal(&mut self, session: Pid, device: u64, foreground: Pid) -> Result<()> {
        let leader = self.process_mut(session)?;
        if leader.sid != session {
            return Err(Errno::ESRCH);
        }
        leader.terminal = device;
        leader.foreground = foreground;
        Ok(())
    }

    /// Device number of a session's terminal, and its foreground group; zeros if there is none.
    pub fn terminal_of(&self, session: Pid) -> (u64, Pid) {
        self.table
            .get(session)
            .map_or((0, 0), |leader| (leader.terminal, leader.foreground))
    }

    /// POSIX: "the parent of every member is either itself a member of the group or is not a
    /// member of the group's session".
    pub(crate) fn is_orphaned(&self, group: Pid, session: Pid) -> bool {
        let ties = |process: &Process| {
            process.pgid == group && process.sid == session && self.is_tie(process)
        };
        !self.table.iter().any(ties)
    }

    /// Whether the process, by its parent, keeps its group from being orphaned.
    pub(crate) fn is_tie(&self, process: &Process) -> bool {
        let parent = self.table.get(process.ppid);
        let parent = parent.filter(|parent| !parent.is_zombie() && !process.is_zombie());
        parent.is_some_and(|parent| parent.pgid != process.pgid && parent.sid == process.sid)
    }

    /// POSIX `_exit`: a group that has become orphaned and has a stopped member gets SIGHUP and
    /// SIGCONT. Called when a tie of the group is gone: one that was orphaned before is left alone.
    pub(crate) fn hang_up_if_orphaned(&mut self, group: Pid, session: Pid) {
        let stopped = |process: &Process| {
            process.pgid == group
                && process.sid == session
                && matches!(process.state, State::Stopped(_))
        };
        if self.table.iter().any(stopped) && self.is_orphaned(group, session) {
            // There is a member, so these cannot fail.
            let _ = self.signal_group(group, SIGHUP);
            let _ = self.signal_group(group, SIGCONT);
        }
    }

    /// The leader has ended: POSIX `_exit` has the terminal's foreground group hung up.
    pub(crate) fn end_session(&mut self, leader: Pid) {
        let (terminal, foreground) = self.terminal_of(leader);
        if terminal != 0 && foreground > 0 {
            // An empty foreground group has nobody to tell.
            let _ = self.signal_group(foreground, SIGHUP);
            let _ = self.signal_group(foreground, SIGCONT);
        }
    }
}
