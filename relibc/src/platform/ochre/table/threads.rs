//! Threads.

use super::super::memory::{load, store};
use super::super::thread::current;
use super::super::Ochre;
use crate::errno::Errno;
use crate::header::pthread::np::{PR_GET_NAME, PR_SET_NAME};
use crate::thread::Tcb;
use crate::types::*;
use core::ffi::CStr;

/// The one policy that the kernel's scheduler has, and Linux's numbers of the others.
const SCHED_OTHER: c_int = 0;
const SCHED_FIFO: c_int = 1;
const SCHED_RR: c_int = 2;
const REAL_TIME_HIGHEST: c_int = 99;

/// Whether there is such a process or thread of this process: ESRCH, EINVAL for a negative number.
fn of_thread(pid: pid_t) -> Result<(), Errno> {
    match pid {
        0 => Ok(()),
        ..0 => Err(Errno::EINVAL),
        pid => posix::thread::get_affinity(current(), pid)
            .map(drop)
            .or_else(|_| posix::signal::kill(current(), pid, 0)),
    }
}

impl Ochre {
    pub(in crate::platform) unsafe fn sched_yield() -> Result<(), Errno> {
        {
            posix::thread::sched_yield();
            Ok(())
        }
    }

    pub(in crate::platform) unsafe fn set_tid_address(word: *mut c_int) -> Result<pid_t, Errno> {
        posix::thread::set_tid_address(current(), word as usize)
    }

    pub(in crate::platform) unsafe fn set_robust_list(
        head: *mut c_void,
        length: size_t,
    ) -> Result<(), Errno> {
        posix::thread::set_robust_list(current(), head as usize, length)
    }

    pub(in crate::platform) unsafe fn futex(
        address: *mut c_int,
        operation: c_int,
        value: c_int,
        timeout: *const timespec,
        address2: *mut c_int,
        value3: c_int,
    ) -> Result<c_int, Errno> {
        posix::thread::futex(
            current(),
            address as usize,
            operation,
            value as u32,
            timeout as u64,
            address2 as usize,
            value3 as u32,
        )
        .map(|n| n as c_int)
    }

    pub(in crate::platform) unsafe fn sched_getscheduler(pid: pid_t) -> Result<c_int, Errno> {
        of_thread(pid).map(|()| SCHED_OTHER)
    }

    /// The real-time policies are no process's to have.
    pub(in crate::platform) unsafe fn sched_setscheduler(
        pid: pid_t,
        policy: c_int,
        parameter: *const c_void,
    ) -> Result<(), Errno> {
        of_thread(pid)?;
        // SAFETY: the caller's promise: the priority is the structure's first number.
        let priority: c_int = unsafe { load(parameter)? }.ok_or(Errno::EFAULT)?;
        match (policy, priority) {
            (SCHED_OTHER, 0) => Ok(()),
            (SCHED_FIFO | SCHED_RR, 1..=REAL_TIME_HIGHEST) => Err(Errno::EPERM),
            _ => Err(Errno::EINVAL),
        }
    }

    pub(in crate::platform) unsafe fn sched_setparam(
        pid: pid_t,
        parameter: *const c_void,
    ) -> Result<(), Errno> {
        // SAFETY: the caller's promise.
        unsafe { Self::sched_setscheduler(pid, SCHED_OTHER, parameter) }
    }

    pub(in crate::platform) unsafe fn sched_getparam(
        pid: pid_t,
        parameter: *mut c_void,
    ) -> Result<(), Errno> {
        of_thread(pid)?;
        // SAFETY: the caller's promise.
        unsafe { store(parameter, 0 as c_int)? };
        Ok(())
    }

    pub(in crate::platform) unsafe fn sched_get_priority_max(
        policy: c_int,
    ) -> Result<c_int, Errno> {
        match policy {
            SCHED_OTHER => Ok(0),
            SCHED_FIFO | SCHED_RR => Ok(REAL_TIME_HIGHEST),
            _ => Err(Errno::EINVAL),
        }
    }

    pub(in crate::platform) unsafe fn sched_get_priority_min(
        policy: c_int,
    ) -> Result<c_int, Errno> {
        match policy {
            SCHED_OTHER => Ok(0),
            SCHED_FIFO | SCHED_RR => Ok(1),
            _ => Err(Errno::EINVAL),
        }
    }

    pub(in crate::platform) unsafe fn sched_rr_get_interval(
        pid: pid_t,
        interval: *mut timespec,
    ) -> Result<(), Errno> {
        /// The kernel's slice (`kernel/core/src/scheduler`).
        const SLICE: timespec = timespec {
            tv_sec: 0,
            tv_nsec: 4_000_000,
        };
        of_thread(pid)?;
        // SAFETY: the caller's promise.
        unsafe { store(interval.cast(), SLICE)? };
        Ok(())
    }

    pub(in crate::platform) unsafe fn sched_setaffinity(
        pid: pid_t,
        size: size_t,
        mask: *const c_void,
    ) -> Result<(), Errno> {
        if size < 8 {
            return Err(Errno::EINVAL);
        }
        // SAFETY: the caller promises `size` bytes.
        let mask = unsafe { load(mask)? }.ok_or(Errno::EFAULT)?;
        posix::thread::set_affinity(current(), pid, mask)
    }

    pub(in crate::platform) unsafe fn sched_getaffinity(
        pid: pid_t,
        size: size_t,
        mask: *mut c_void,
    ) -> Result<c_int, Errno> {
        if size < 8 {
            return Err(Errno::EINVAL);
        }
        let found = posix::thread::get_affinity(current(), pid)?;
        // SAFETY: the caller promises `size` bytes.
        unsafe { store(mask, found) }?;
        Ok(8)
    }

    /// The thread's name; the kernel has nothing else that could be controlled.
    pub(in crate::platform) unsafe fn prctl(
        option: c_int,
        a: c_ulong,
        _b: c_ulong,
        _c: c_ulong,
        _d: c_ulong,
    ) -> Result<c_int, Errno> {
        // SAFETY: the caller's promise: a string, or room for the longest name.
        unsafe {
            let own = &(*Tcb::current()).posix.name;
            match option {
                PR_SET_NAME => own.set(CStr::from_ptr(a as *const c_char)),
                PR_GET_NAME => store(a as *mut c_void, own.get())?,
                _ => return Err(Errno::ENOSYS),
            }
        }
        Ok(0)
    }
}
