//! Processes: their beginning and end, limits and usage; facts of the system.

use super::super::memory::{buffer as slice, load, store};
use super::super::thread::current;
use super::super::Ochre;
use crate::errno::Errno;
use crate::types::*;
use posix::process;

impl Ochre {
    pub(in crate::platform) unsafe fn fork() -> Result<pid_t, Errno> {
        process::fork(current())
    }

    pub(in crate::platform) unsafe fn execve(
        path: *const c_char,
        arguments: *const *const c_char,
        environment: *const *const c_char,
    ) -> Result<(), Errno> {
        // SAFETY: the caller's promise.
        unsafe { Err(super::super::exec::execve(path, arguments, environment)) }
    }

    pub(in crate::platform) unsafe fn exit_group(status: c_int) -> Result<(), Errno> {
        process::exit(status)
    }

    pub(in crate::platform) unsafe fn wait4(
        pid: pid_t,
        status: *mut c_int,
        options: c_int,
        usage: *mut c_void,
    ) -> Result<pid_t, Errno> {
        let report = process::wait4(current(), pid, options)?;
        if report.pid != 0 {
            // SAFETY: the caller's promise.
            unsafe {
                store(status.cast(), report.status)?;
                store(usage, report.usage)?;
            }
        }
        Ok(report.pid)
    }

    pub(in crate::platform) unsafe fn waitid(
        kind: c_int,
        id: id_t,
        info: *mut c_void,
        options: c_int,
        usage: *mut c_void,
    ) -> Result<(), Errno> {
        const SIGCHLD: i32 = 17;
        let report = process::wait(current(), kind, id as i32, options)?;
        let mut told = posix::types::SigInfo::sent(0, 0, 0, 0, 0);
        if report.pid != 0 {
            // si_status is the exit status or the signal: the part of wait's word that counts.
            let exited = report.status & 0x7f == 0 || report.status & 0xff == 0x7f;
            let status = if report.status == 0xffff {
                18
            } else if exited {
                report.status >> 8 & 0xff
            } else {
                report.status & 0x7f
            };
            told = posix::types::SigInfo::sent(
                SIGCHLD,
                report.code,
                report.pid,
                report.uid,
                u64::from(status),
            );
        }
        // SAFETY: the caller's promise.
        unsafe {
            store(info, told)?;
            store(usage, report.usage)?;
        }
        Ok(())
    }

    pub(in crate::platform) unsafe fn getrusage(
        who: c_int,
        usage: *mut c_void,
    ) -> Result<(), Errno> {
        // SAFETY: the caller's promise.
        unsafe { process::getrusage(current(), who).and_then(|used| store(usage, used)) }
    }

    pub(in crate::platform) unsafe fn times(buffer: *mut c_void) -> Result<clock_t, Errno> {
        // SAFETY: the caller's promise.
        unsafe {
            let (used, ticks) = process::times(current())?;
            store(buffer, used).map(|()| ticks)
        }
    }

    pub(in crate::platform) unsafe fn uname(name: *mut c_void) -> Result<(), Errno> {
        // SAFETY: the caller's promise.
        unsafe { process::uname(current()).and_then(|names| store(name, names)) }
    }

    pub(in crate::platform) unsafe fn reboot(
        magic: c_int,
        magic2: c_int,
        command: c_int,
        _argument: *mut c_void,
    ) -> Result<c_int, Errno> {
        process::reboot(magic, magic2, command).map(|()| 0)
    }

    pub(in crate::platform) unsafe fn sysinfo(info: *mut c_void) -> Result<(), Errno> {
        // SAFETY: the caller's promise.
        unsafe { process::sysinfo(current()).and_then(|facts| store(info, facts)) }
    }

    pub(in crate::platform) unsafe fn getpriority(which: c_int, who: id_t) -> Result<c_int, Errno> {
        process::getpriority(current(), which, who as i32)
    }

    pub(in crate::platform) unsafe fn setpriority(
        which: c_int,
        who: id_t,
        value: c_int,
    ) -> Result<(), Errno> {
        process::setpriority(current(), which, who as i32, value)
    }

    pub(in crate::platform) unsafe fn prlimit64(
        pid: pid_t,
        resource: c_int,
        new: *const c_void,
        old: *mut c_void,
    ) -> Result<(), Errno> {
        // SAFETY: the caller's promise.
        unsafe {
            process::prlimit(current(), pid, resource, load(new)?.as_ref())
                .and_then(|before| store(old, before))
        }
    }

    pub(in crate::platform) unsafe fn getrandom(
        buffer: *mut c_void,
        length: size_t,
        _flags: c_uint,
    ) -> Result<ssize_t, Errno> {
        posix::random::getrandom(slice(buffer, length)).map(|n| n as ssize_t)
    }
}
