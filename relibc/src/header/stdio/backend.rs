//! What a stream reads from and writes to.

use super::cookie::Cookie;
use super::memory::{Fixed, Growing, GrowingWide};
use crate::platform::Sys;
use crate::types::*;
use crate::Errno;
use alloc::boxed::Box;

/// The things behind a stream.
pub enum Backend {
    /// A file descriptor.
    Descriptor(c_int),
    /// `fmemopen`
    Fixed(Box<Fixed>),
    /// `open_memstream`
    Growing(Box<Growing>),
    /// `open_wmemstream`
    GrowingWide(Box<GrowingWide>),
    /// `fopencookie`
    Cookie(Box<Cookie>),
    /// Closed.
    Closed,
}

const TIOCGWINSZ: c_ulong = 0x5413;

impl Backend {
    /// Reads up to `room` bytes; 0 at the end.
    ///
    /// # Safety
    /// `room` bytes at `target` are writable.
    pub unsafe fn read(&mut self, target: *mut u8, room: usize) -> Result<usize, Errno> {
        // SAFETY: the caller's promise.
        unsafe {
            match self {
                Backend::Descriptor(fd) => {
                    Sys::read(*fd, target.cast(), room).map(|length| length as usize)
                }
                Backend::Fixed(fixed) => Ok(fixed.read(target, room)),
                Backend::Cookie(cookie) => cookie.read(target, room),
                _ => Err(Errno::EBADF),
            }
        }
    }

    /// Writes some of `first` and, after all of it, `second`; tells how many bytes. Not both are empty.
    pub fn write(&mut self, first: &[u8], second: &[u8]) -> Result<usize, Errno> {
        let one = if first.is_empty() { second } else { first };
        match self {
            Backend::Descriptor(fd) if first.is_empty() || second.is_empty() => {
                // SAFETY: the slice is readable.
                unsafe { Sys::write(*fd, one.as_ptr().cast(), one.len()) }
                    .map(|length| length as usize)
            }
            Backend::Descriptor(fd) => {
                let parts = [first, second].map(|part| iovec {
                    iov_base: part.as_ptr().cast_mut().cast(),
                    iov_len: part.len(),
                });
                // SAFETY: the slices are readable, and writev does not write to them.
                unsafe { Sys::writev(*fd, parts.as_ptr(), 2) }.map(|length| length as usize)
            }
            Backend::Fixed(fixed) => fixed.write(one),
            Backend::Growing(growing) => growing.write(one),
            Backend::GrowingWide(growing) => growing.write(one),
            Backend::Cookie(cookie) => cookie.write(one),
            Backend::Closed => Err(Errno::EBADF),
        }
    }

    /// Makes what was written seen, where that is not so at once.
    pub fn flush(&mut self) -> Result<(), Errno> {
        match self {
            Backend::Fixed(fixed) => fixed.publish(),
            Backend::Growing(growing) => growing.publish(),
            Backend::GrowingWide(growing) => growing.publish(),
            _ => {}
        }
        Ok(())
    }

    /// Goes to a place and tells it, from the start.
    pub fn seek(&mut self, offset: off_t, whence: c_int) -> Result<off_t, Errno> {
        match self {
            // SAFETY: lseek takes any values.
            Backend::Descriptor(fd) => unsafe { Sys::lseek(*fd, offset, whence) },
            Backend::Fixed(fixed) => fixed.seek(offset, whence),
            Backend::Growing(growing) => growing.seek(offset, whence),
            Backend::GrowingWide(growing) => growing.seek(offset, whence),
            Backend::Cookie(cookie) => cookie.seek(offset, whence),
            Backend::Closed => Err(Errno::EBADF),
        }
    }

    /// Closes what is behind the stream.
    pub fn close(&mut self) -> Result<(), Errno> {
        match core::mem::replace(self, Backend::Closed) {
            // SAFETY: the descriptor is the stream's own.
            Backend::Descriptor(fd) => unsafe { Sys::close(fd) },
            Backend::Cookie(cookie) => cookie.close(),
            _ => Ok(()),
        }
    }

    /// Whether this is a terminal.
    pub fn is_terminal(&self) -> bool {
        let Backend::Descriptor(fd) = self else {
            return false;
        };
        let mut size = winsize::default();
        // SAFETY: the request writes a winsize.
        unsafe { Sys::ioctl(*fd, TIOCGWINSZ, (&raw mut size).cast()) }.is_ok()
    }

    /// The file descriptor, if there is one.
    pub fn descriptor(&self) -> Option<c_int> {
        match self {
            Backend::Descriptor(fd) => Some(*fd),
            _ => None,
        }
    }
}
