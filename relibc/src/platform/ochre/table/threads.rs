//! Threads.

use super::super::memory::{load, store};
use super::super::thread::current;
use super::super::Ochre;
use crate::errno::Errno;
use crate::types::*;

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

    pub(in crate::platform) unsafe fn sched_setaffinity(
        pid: pid_t,
        size: size_t,
        mask: *const c_void,
    ) -> Result<(), Errno> {
        if size < 8 {
            return Err(Errno::EINVAL);
        }
        // SAFETY: the caller promises `size` bytes.
        let mask = unsafe { load(mask) }.ok_or(Errno::EFAULT)?;
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
        unsafe { store(mask, found) };
        Ok(8)
    }
}
