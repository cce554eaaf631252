//! Memory.

use super::super::thread::{any, current};
use super::super::Ochre;
use crate::errno::Errno;
use crate::types::*;

impl Ochre {
    pub(in crate::platform) unsafe fn mmap(
        address: *mut c_void,
        length: size_t,
        protection: c_int,
        flags: c_int,
        fd: c_int,
        offset: off_t,
    ) -> Result<*mut c_void, Errno> {
        posix::memory::mmap(
            any(),
            address as usize,
            length,
            protection,
            flags,
            fd,
            offset,
        )
        .map(|a| a as *mut c_void)
    }

    pub(in crate::platform) unsafe fn mprotect(
        address: *mut c_void,
        length: size_t,
        protection: c_int,
    ) -> Result<(), Errno> {
        posix::memory::mprotect(any(), address as usize, length, protection)
    }

    pub(in crate::platform) unsafe fn munmap(
        address: *mut c_void,
        length: size_t,
    ) -> Result<(), Errno> {
        posix::memory::munmap(any(), address as usize, length)
    }

    pub(in crate::platform) unsafe fn brk(end: *mut c_void) -> Result<*mut c_void, Errno> {
        Ok(posix::memory::brk(current(), end as usize) as *mut c_void)
    }

    pub(in crate::platform) unsafe fn mremap(
        address: *mut c_void,
        old_length: size_t,
        new_length: size_t,
        flags: c_int,
        new_address: *mut c_void,
    ) -> Result<*mut c_void, Errno> {
        posix::memory::mremap(
            any(),
            address as usize,
            old_length,
            new_length,
            flags,
            new_address as usize,
        )
        .map(|a| a as *mut c_void)
    }

    pub(in crate::platform) unsafe fn msync(
        address: *mut c_void,
        length: size_t,
        flags: c_int,
    ) -> Result<(), Errno> {
        posix::memory::msync(any(), address as usize, length, flags)
    }

    pub(in crate::platform) unsafe fn mincore(
        address: *mut c_void,
        length: size_t,
        result: *mut u8,
    ) -> Result<(), Errno> {
        posix::memory::mincore(any(), address as usize, length, result as usize)
    }

    pub(in crate::platform) unsafe fn madvise(
        address: *mut c_void,
        length: size_t,
        advice: c_int,
    ) -> Result<(), Errno> {
        posix::memory::madvise(any(), address as usize, length, advice)
    }

    pub(in crate::platform) unsafe fn mlock(
        address: *const c_void,
        length: size_t,
    ) -> Result<(), Errno> {
        posix::memory::mlock(current(), address as usize, length)
    }

    pub(in crate::platform) unsafe fn munlock(
        address: *const c_void,
        length: size_t,
    ) -> Result<(), Errno> {
        posix::memory::munlock(current(), address as usize, length)
    }

    pub(in crate::platform) unsafe fn mlockall(flags: c_int) -> Result<(), Errno> {
        posix::memory::mlockall(current(), flags)
    }

    pub(in crate::platform) unsafe fn munlockall() -> Result<(), Errno> {
        posix::memory::munlockall(current())
    }
}
