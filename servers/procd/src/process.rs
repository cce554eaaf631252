//! One process, as its manager knows it.

use abi::Handle;
use posix::identity::Credentials;
use posix::types::constants::limits::NGROUPS_MAX;
use posix::types::constants::resource::*;
use posix::types::{ResourceLimit, Rusage, Timeval};

/// A process's number.
pub type Pid = i32;

/// Bytes kept of a command's name (Linux's `TASK_COMM_LEN`, without the NUL).
pub const COMMAND_LEN: usize = 15;
/// Bytes kept of the arguments.
pub const ARGUMENTS_LEN: usize = 1024;
/// Bytes kept of the program's path.
pub const PATH_LEN: usize = 256;

/// A byte string in place, cut to its room.
#[derive(Clone, Debug)]
pub struct Text<const N: usize> {
    len: usize,
    bytes: [u8; N],
}

impl<const N: usize> Text<N> {
    /// The empty string.
    pub const EMPTY: Self = Self {
        len: 0,
        bytes: [0; N],
    };

    /// Takes as much of `text` as fits.
    pub fn set(&mut self, text: &[u8]) {
        self.len = text.len().min(N);
        self.bytes[..self.len].copy_from_slice(&text[..self.len]);
    }

    /// The bytes.
    pub fn get(&self) -> &[u8] {
        &self.bytes[..self.len]
    }
}

/// What a process is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Running,
    /// By that signal.
    Stopped(i32),
    /// Ended with that wait status, and not waited for yet.
    Zombie(u32),
}

/// A process.
#[derive(Clone, Debug)]
pub struct Process {
    pub pid: Pid,
    pub ppid: Pid,
    pub pgid: Pid,
    pub sid: Pid,
    pub ruid: u32,
    pub euid: u32,
    pub suid: u32,
    pub rgid: u32,
    pub egid: u32,
    pub sgid: u32,
    pub groups: [u32; NGROUPS_MAX],
    pub groups_len: usize,
    pub state: State,
    /// The kernel's process; NONE once it has ended.
    pub handle: Handle,
    /// A stop that no wait has reported yet.
    pub stop_unreported: bool,
    /// A continue that no wait has reported yet.
    pub continue_unreported: bool,
    /// It has exec'd since it was forked (setpgid by the parent is too late then).
    pub has_executed: bool,
    /// `SA_NOCLDSTOP` | `SA_NOCLDWAIT` of its SIGCHLD action.
    pub child_policy: u64,
    pub nice: i32,
    pub limits: [ResourceLimit; RLIM_NLIMITS],
    /// Monotonic nanoseconds when it was made.
    pub started_ns: u64,
    /// Its own usage, once it has ended.
    pub usage: Rusage,
    /// Usage of the children it has waited for, and of theirs.
    pub children_usage: Rusage,
    /// Of a session leader: device number of the controlling terminal, or 0.
    pub terminal: u64,
    /// Of a session leader: the terminal's foreground process group.
    pub foreground: Pid,
    pub command: Text<COMMAND_LEN>,
    pub arguments: Text<ARGUMENTS_LEN>,
    pub path: Text<PATH_LEN>,
}

const NO_LIMIT: ResourceLimit = ResourceLimit {
    current: 0,
    maximum: 0,
};

const NO_TIME: Timeval = Timeval { sec: 0, usec: 0 };

const NO_USAGE: Rusage = Rusage {
    utime: NO_TIME,
    stime: NO_TIME,
    maxrss: 0,
    ixrss: 0,
    idrss: 0,
    isrss: 0,
    minflt: 0,
    majflt: 0,
    nswap: 0,
    inblock: 0,
    oublock: 0,
    msgsnd: 0,
    msgrcv: 0,
    nsignals: 0,
    nvcsw: 0,
    nivcsw: 0,
};

const UNLIMITED: ResourceLimit = ResourceLimit {
    current: RLIM_INFINITY,
    maximum: RLIM_INFINITY,
};

/// Limits of the first process; others inherit them.
const fn first_limits() -> [ResourceLimit; RLIM_NLIMITS] {
    const fn both(current: u64, maximum: u64) -> ResourceLimit {
        ResourceLimit { current, maximum }
    }
    let mut limits = [UNLIMITED; RLIM_NLIMITS];
    limits[RLIMIT_STACK as usize] = both(8 << 20, RLIM_INFINITY);
    limits[RLIMIT_CORE as usize] = both(0, 0);
    limits[RLIMIT_NOFILE as usize] = both(1024, 65536);
    limits[RLIMIT_NPROC as usize] = both(4096, 4096);
    limits[RLIMIT_MEMLOCK as usize] = both(8 << 20, 8 << 20);
    limits
}

impl Process {
    /// No process: zeros.
    pub const ZERO: Self = Self {
        pid: 0,
        ppid: 0,
        pgid: 0,
        sid: 0,
        ruid: 0,
        euid: 0,
        suid: 0,
        rgid: 0,
        egid: 0,
        sgid: 0,
        groups: [0; NGROUPS_MAX],
        groups_len: 0,
        state: State::Running,
        handle: Handle(0),
        stop_unreported: false,
        continue_unreported: false,
        has_executed: false,
        child_policy: 0,
        nice: 0,
        limits: [NO_LIMIT; RLIM_NLIMITS],
        started_ns: 0,
        usage: NO_USAGE,
        children_usage: NO_USAGE,
        terminal: 0,
        foreground: 0,
        command: Text::EMPTY,
        arguments: Text::EMPTY,
        path: Text::EMPTY,
    };

    /// A process of the superuser, in its own group and session.
    pub fn new(pid: Pid, ppid: Pid, handle: Handle) -> Self {
        Self {
            pid,
            ppid,
            pgid: pid,
            sid: pid,
            handle,
            limits: first_limits(),
            ..Self::ZERO
        }
    }

    /// Its child, as fork makes it.
    pub fn fork(&self, pid: Pid, handle: Handle, now: u64) -> Self {
        Self {
            pid,
            ppid: self.pid,
            state: State::Running,
            handle,
            stop_unreported: false,
            continue_unreported: false,
            has_executed: false,
            started_ns: now,
            usage: Rusage::default(),
            children_usage: Rusage::default(),
            terminal: 0,
            foreground: 0,
            ..self.clone()
        }
    }

    /// What its messages bear.
    pub fn credentials(&self) -> Credentials {
        Credentials {
            pid: self.pid,
            pgid: self.pgid,
            sid: self.sid,
            euid: self.euid,
            egid: self.egid,
            ruid: self.ruid,
            rgid: self.rgid,
        }
    }

    /// Whether it has ended.
    pub fn is_zombie(&self) -> bool {
        matches!(self.state, State::Zombie(_))
    }

    /// The supplementary groups.
    pub fn groups(&self) -> &[u32] {
        &self.groups[..self.groups_len]
    }
}
