//! What a stream reads from and writes to.

use crate::platform::Sys;
use crate::types::*;
use crate::Errno;
use alloc::boxed::Box;

/// The things behind a stream.
pub enum Backend {
    /// A file descriptor.
    Descriptor(c_int),
    /// Anything else.
    Device(Box<dyn Device>),
    /// Closed.
    Closed,
}

/// What is behind a stream if it is not a descriptor. Reached through its table of functions, so that only
/// programs which make one carry its code.
pub trait Device {
    /// Reads up to `room` bytes; 0 at the end.
    ///
    /// # Safety
    /// `room` bytes at `target` are writable.
    unsafe fn read(&mut self, target: *mut u8, room: usize) -> Result<usize, Errno> {
        let _ = (target, room);
        Err(Errno::EBADF)
    }

    /// Writes some bytes, at least one; tells how many.
    fn write(&mut self, bytes: &[u8]) -> Result<usize, Errno>;

    /// Makes what was written seen.
    fn publish(&mut self) {}

    /// Goes to a place and tells it, from the start.
    fn seek(&mut self, offset: off_t, whence: c_int) -> Result<off_t, Errno>;

    /// Ends the use of it.
    fn close(&mut self) -> Result<(), Errno> {
        Ok(())
    }
}

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
                Backend::Device(device) => device.read(target, room),
                Backend::Closed => Err(Errno::EBADF),
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
            Backend::Device(device) => device.write(one),
            Backend::Closed => Err(Errno::EBADF),
        }
    }

    /// Makes what was written seen, where that is not so at once.
    pub fn flush(&mut self) -> Result<(), Errno> {
        if let Backend::Device(device) = self {
            device.publish();
        }
        Ok(())
    }

    /// Goes to a place and tells it, from the start.
    pub fn seek(&mut self, offset: off_t, whence: c_int) -> Result<off_t, Errno> {
        match self {
            // SAFETY: lseek takes any values.
            Backend::Descriptor(fd) => unsafe { Sys::lseek(*fd, offset, whence) },
            Backend::Device(device) => device.seek(offset, whence),
            Backend::Closed => Err(Errno::EBADF),
        }
    }

    /// Closes what is behind the stream.
    pub fn close(&mut self) -> Result<(), Errno> {
        match core::mem::replace(self, Backend::Closed) {
            // SAFETY: the descriptor is the stream's own.
            Backend::Descriptor(fd) => unsafe { crate::descriptor::close(fd) },
            Backend::Device(mut device) => device.close(),
            Backend::Closed => Ok(()),
        }
    }

    /// Whether this is a terminal.
    pub fn is_terminal(&self) -> bool {
        self.descriptor()
            .is_some_and(|fd| Sys::terminal(fd).is_ok())
    }

    /// The file descriptor, if there is one.
    pub fn descriptor(&self) -> Option<c_int> {
        match self {
            Backend::Descriptor(fd) => Some(*fd),
            _ => None,
        }
    }
}
