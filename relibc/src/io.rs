//! Raw output, for messages that must not depend on `stdio`, and reading small files whole.

use crate::errno::Errno;
use crate::header::fcntl::{AT_FDCWD, O_CLOEXEC, O_NONBLOCK, O_RDONLY};
use crate::platform::Sys;
use alloc::vec::Vec;
use core::ffi::{c_int, CStr};
use core::fmt;

/// Writes straight to file descriptor 2.
pub struct RawStderr;

/// Writes straight to file descriptor 1.
pub struct RawStdout;

impl fmt::Write for RawStderr {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        write_all(2, text.as_bytes())
    }
}

impl fmt::Write for RawStdout {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        write_all(1, text.as_bytes())
    }
}

impl RawStderr {
    /// Writes bytes that need not be text.
    pub(crate) fn write_bytes(&self, bytes: &[u8]) -> fmt::Result {
        write_all(2, bytes)
    }
}

fn write_all(fd: c_int, mut rest: &[u8]) -> fmt::Result {
    while !rest.is_empty() {
        // SAFETY: the slice is readable for its length.
        match unsafe { Sys::write(fd, rest.as_ptr().cast(), rest.len()) } {
            Ok(n) if n > 0 => rest = &rest[n as usize..],
            _ => return Err(fmt::Error),
        }
    }
    Ok(())
}

/// Reads a whole file of at most `max` bytes; `EFBIG` if it is longer.
pub(crate) fn read_file(path: &CStr, max: usize) -> Result<Vec<u8>, Errno> {
    let flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK;
    // SAFETY: the path is a string.
    let fd = unsafe { Sys::openat(AT_FDCWD, path.as_ptr(), flags, 0) }?;
    let contents = read_to_end(fd, max);
    // SAFETY: the descriptor is ours.
    let _ = unsafe { Sys::close(fd) };
    contents
}

fn read_to_end(fd: c_int, max: usize) -> Result<Vec<u8>, Errno> {
    const CHUNK: usize = 4096;
    let mut contents = Vec::new();
    loop {
        let len = contents.len();
        // The last read, which finds nothing, needs no room of its own.
        if contents.capacity() - len < CHUNK / 4 {
            contents.try_reserve(CHUNK).map_err(|_| Errno::ENOMEM)?;
        }
        let room = contents.spare_capacity_mut();
        let size = room.len();
        // SAFETY: the room is writable.
        let count = match unsafe { Sys::read(fd, room.as_mut_ptr().cast(), size) } {
            Err(Errno::EINTR) => continue,
            Ok(0) => return Ok(contents),
            result => result? as usize,
        };
        // SAFETY: so many bytes were read there, at most as many as there is room for.
        unsafe { contents.set_len(len + count.min(size)) };
        if contents.len() > max {
            return Err(Errno::EFBIG);
        }
    }
}
