//! Descriptors: reading, writing, copies of them, pipes.

use super::super::memory::{buffer as slice, store};
use super::super::thread::current;
use super::super::Ochre;
use crate::errno::Errno;
use crate::types::*;
use posix::{fd, fs};

/// Tells the caller its two descriptors; closes them if it cannot be told. EFAULT.
///
/// # Safety
/// The room for them is the caller's.
pub(super) unsafe fn store_pair(pair: [c_int; 2], fds: *mut c_int) -> Result<(), Errno> {
    let stored = match fds.is_null() {
        true => Err(Errno::EFAULT),
        // SAFETY: the caller's promise.
        false => unsafe { store(fds.cast(), pair) },
    };
    if stored.is_err() {
        for fd in pair {
            fd::close(current(), fd)?;
        }
    }
    stored
}

impl Ochre {
    pub(in crate::platform) unsafe fn read(
        fd: c_int,
        buffer: *mut c_void,
        length: size_t,
    ) -> Result<ssize_t, Errno> {
        fd::read(current(), fd, slice(buffer, length)).map(|n| n as ssize_t)
    }

    pub(in crate::platform) unsafe fn write(
        fd: c_int,
        buffer: *const c_void,
        length: size_t,
    ) -> Result<ssize_t, Errno> {
        fd::write(current(), fd, slice(buffer, length)).map(|n| n as ssize_t)
    }

    pub(in crate::platform) unsafe fn close(fd: c_int) -> Result<(), Errno> {
        fd::close(current(), fd)
    }

    pub(in crate::platform) unsafe fn lseek(
        fd: c_int,
        offset: off_t,
        whence: c_int,
    ) -> Result<off_t, Errno> {
        fd::lseek(current(), fd, offset, whence)
    }

    pub(in crate::platform) unsafe fn ioctl(
        fd: c_int,
        request: c_ulong,
        argument: *mut c_void,
    ) -> Result<c_int, Errno> {
        fd::ioctl(current(), fd, request, argument as u64)
    }

    pub(in crate::platform) unsafe fn pread64(
        fd: c_int,
        buffer: *mut c_void,
        length: size_t,
        offset: off_t,
    ) -> Result<ssize_t, Errno> {
        fd::pread(current(), fd, slice(buffer, length), offset).map(|n| n as ssize_t)
    }

    pub(in crate::platform) unsafe fn pwrite64(
        fd: c_int,
        buffer: *const c_void,
        length: size_t,
        offset: off_t,
    ) -> Result<ssize_t, Errno> {
        fd::pwrite(current(), fd, slice(buffer, length), offset).map(|n| n as ssize_t)
    }

    pub(in crate::platform) unsafe fn readv(
        fd: c_int,
        vector: *const iovec,
        entries: c_int,
    ) -> Result<ssize_t, Errno> {
        fd::readv(current(), fd, vector as usize, entries).map(|n| n as ssize_t)
    }

    pub(in crate::platform) unsafe fn writev(
        fd: c_int,
        vector: *const iovec,
        entries: c_int,
    ) -> Result<ssize_t, Errno> {
        fd::writev(current(), fd, vector as usize, entries).map(|n| n as ssize_t)
    }

    pub(in crate::platform) unsafe fn preadv(
        fd: c_int,
        vector: *const iovec,
        entries: c_int,
        low: c_ulong,
        _high: c_ulong,
    ) -> Result<ssize_t, Errno> {
        fd::preadv(current(), fd, vector as usize, entries, low as i64).map(|n| n as ssize_t)
    }

    pub(in crate::platform) unsafe fn pwritev(
        fd: c_int,
        vector: *const iovec,
        entries: c_int,
        low: c_ulong,
        _high: c_ulong,
    ) -> Result<ssize_t, Errno> {
        fd::pwritev(current(), fd, vector as usize, entries, low as i64).map(|n| n as ssize_t)
    }

    pub(in crate::platform) unsafe fn preadv2(
        fd: c_int,
        vector: *const iovec,
        entries: c_int,
        low: c_ulong,
        _high: c_ulong,
        flags: c_int,
    ) -> Result<ssize_t, Errno> {
        let (vector, offset) = (vector as usize, low as i64);
        match (flags, offset) {
            (0, -1) => fd::readv(current(), fd, vector, entries),
            (0, _) => fd::preadv(current(), fd, vector, entries, offset),
            _ => Err(Errno::EOPNOTSUPP),
        }
        .map(|n| n as ssize_t)
    }

    pub(in crate::platform) unsafe fn pwritev2(
        fd: c_int,
        vector: *const iovec,
        entries: c_int,
        low: c_ulong,
        _high: c_ulong,
        flags: c_int,
    ) -> Result<ssize_t, Errno> {
        let (vector, offset) = (vector as usize, low as i64);
        match (flags, offset) {
            (0, -1) => fd::writev(current(), fd, vector, entries),
            (0, _) => fd::pwritev(current(), fd, vector, entries, offset),
            _ => Err(Errno::EOPNOTSUPP),
        }
        .map(|n| n as ssize_t)
    }

    pub(in crate::platform) unsafe fn dup(fd: c_int) -> Result<c_int, Errno> {
        fd::dup(current(), fd)
    }

    pub(in crate::platform) unsafe fn dup3(
        old: c_int,
        new: c_int,
        flags: c_int,
    ) -> Result<c_int, Errno> {
        fd::dup3(current(), old, new, flags)
    }

    pub(in crate::platform) unsafe fn pipe2(fds: *mut c_int, flags: c_int) -> Result<(), Errno> {
        // SAFETY: the caller's promise.
        unsafe { store_pair(fd::pipe(current(), flags)?, fds) }
    }

    pub(in crate::platform) unsafe fn fcntl(
        fd: c_int,
        command: c_int,
        argument: c_ulong,
    ) -> Result<c_int, Errno> {
        fd::fcntl(current(), fd, command, argument)
    }

    pub(in crate::platform) unsafe fn flock(fd: c_int, operation: c_int) -> Result<(), Errno> {
        fd::flock(current(), fd, operation)
    }

    pub(in crate::platform) unsafe fn memfd_create(
        _name: *const c_char,
        flags: c_uint,
    ) -> Result<c_int, Errno> {
        fs::memfd_create(current(), flags)
    }

    pub(in crate::platform) unsafe fn close_range(
        first: c_uint,
        last: c_uint,
        flags: c_int,
    ) -> Result<(), Errno> {
        fd::close_range(current(), first, last, flags as u32)
    }

    pub(in crate::platform) unsafe fn sendfile(
        to: c_int,
        from: c_int,
        offset: *mut off_t,
        length: size_t,
    ) -> Result<ssize_t, Errno> {
        // SAFETY: the caller's promise.
        fd::sendfile(current(), to, from, unsafe { offset.as_mut() }, length).map(|n| n as ssize_t)
    }

    /// No file here can be spliced, which callers know how to live with (splice(2), EINVAL).
    pub(in crate::platform) unsafe fn splice(
        _from: c_int,
        _from_offset: *mut off_t,
        _to: c_int,
        _to_offset: *mut off_t,
        _length: size_t,
        _flags: c_uint,
    ) -> Result<ssize_t, Errno> {
        Err(Errno::EINVAL)
    }

    pub(in crate::platform) unsafe fn copy_file_range(
        from: c_int,
        from_offset: *mut off_t,
        to: c_int,
        to_offset: *mut off_t,
        length: size_t,
        _flags: c_uint,
    ) -> Result<ssize_t, Errno> {
        // SAFETY: the caller's promise.
        unsafe {
            fd::copy_file_range(
                current(),
                from,
                from_offset.as_mut(),
                to,
                to_offset.as_mut(),
                length,
            )
        }
        .map(|n| n as ssize_t)
    }

    pub(in crate::platform) unsafe fn eventfd2(
        value: c_uint,
        flags: c_int,
    ) -> Result<c_int, Errno> {
        fd::eventfd(current(), value, flags)
    }
}
