//! Where formatted output goes.

use crate::header::malloc::program::{free, realloc};
use crate::platform::Sys;
use crate::types::*;
use crate::Errno;
use core::ptr::null_mut;

/// Takes units of output. A failure is kept until the end.
pub trait Sink<U> {
    /// Takes some more.
    fn put(&mut self, units: &[U]);

    /// Where the next units go, and for how many there is room, where a caller may store them itself.
    fn room(&mut self) -> (*mut U, usize) {
        (null_mut(), 0)
    }

    /// Whether all that follows is dropped.
    fn is_full(&self) -> bool {
        false
    }

    /// Takes the first `count` units that were stored in the room.
    fn take_stored(&mut self, count: usize) {
        debug_assert_eq!(count, 0);
    }
}

/// An area of `room` units; what does not fit is dropped.
pub struct Area<U> {
    target: *mut U,
    room: usize,
}

impl<U> Area<U> {
    /// # Safety
    /// `room` units are writable at `target`.
    pub unsafe fn new(target: *mut U, room: usize) -> Self {
        Area { target, room }
    }

    /// The end of what was written.
    pub fn end(&self) -> *mut U {
        self.target
    }
}

impl<U: Copy> Sink<U> for Area<U> {
    #[inline]
    fn put(&mut self, units: &[U]) {
        let length = units.len().min(self.room);
        // SAFETY: there is room for `length` units.
        unsafe {
            units.as_ptr().copy_to_nonoverlapping(self.target, length);
            self.target = self.target.add(length);
        }
        self.room -= length;
    }

    fn room(&mut self) -> (*mut U, usize) {
        (self.target, self.room)
    }

    fn is_full(&self) -> bool {
        self.room == 0
    }

    fn take_stored(&mut self, count: usize) {
        self.target = self.target.wrapping_add(count);
        self.room -= count;
    }
}

/// Memory from `malloc` that grows.
pub struct Growing {
    block: *mut u8,
    capacity: usize,
    length: usize,
    failed: bool,
}

impl Growing {
    /// No memory yet.
    pub fn new() -> Self {
        Growing {
            block: null_mut(),
            capacity: 0,
            length: 0,
            failed: false,
        }
    }

    /// The block with a terminator, for the caller to free.
    pub fn finish(mut self) -> Result<*mut u8, Errno> {
        self.put(&[0]);
        if self.failed {
            return Err(Errno::ENOMEM);
        }
        // Give back what was too much.
        // SAFETY: the block is ours.
        let exact = unsafe { realloc(self.block.cast(), self.length) };
        let block = if exact.is_null() {
            self.block
        } else {
            exact.cast()
        };
        self.block = null_mut();
        Ok(block)
    }
}

impl Sink<u8> for Growing {
    fn put(&mut self, bytes: &[u8]) {
        if self.failed {
            return;
        }
        let needed = self.length + bytes.len();
        if needed > self.capacity {
            let capacity = needed.max(2 * self.capacity).max(64);
            // SAFETY: the block is null or ours.
            let block = unsafe { realloc(self.block.cast(), capacity) }.cast::<u8>();
            if block.is_null() {
                self.failed = true;
                return;
            }
            self.block = block;
            self.capacity = capacity;
        }
        // SAFETY: the capacity is at least `needed`.
        unsafe {
            bytes
                .as_ptr()
                .copy_to_nonoverlapping(self.block.add(self.length), bytes.len())
        };
        self.length = needed;
    }
}

impl Drop for Growing {
    fn drop(&mut self) {
        if !self.block.is_null() {
            // SAFETY: the block is ours and nobody else has it.
            unsafe { free(self.block.cast()) };
        }
    }
}

/// A file descriptor, with a small buffer.
pub struct Descriptor {
    fd: c_int,
    buffer: [u8; 1024],
    length: usize,
    error: Option<Errno>,
}

impl Descriptor {
    /// Writes to `fd`.
    pub fn new(fd: c_int) -> Self {
        Descriptor {
            fd,
            buffer: [0; 1024],
            length: 0,
            error: None,
        }
    }

    fn write(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() && self.error.is_none() {
            // SAFETY: the slice is readable.
            match unsafe { Sys::write(self.fd, bytes.as_ptr().cast(), bytes.len()) } {
                Ok(length) => bytes = &bytes[length as usize..],
                Err(error) => self.error = Some(error),
            }
        }
    }

    fn flush(&mut self) {
        let (buffer, length) = (self.buffer, core::mem::take(&mut self.length));
        self.write(&buffer[..length]);
    }

    /// Writes what is still in the buffer.
    pub fn finish(mut self) -> Result<(), Errno> {
        self.flush();
        self.error.map_or(Ok(()), Err)
    }
}

impl Sink<u8> for Descriptor {
    fn put(&mut self, bytes: &[u8]) {
        if bytes.len() > self.buffer.len() - self.length {
            self.flush();
        }
        if bytes.len() > self.buffer.len() {
            return self.write(bytes);
        }
        self.buffer[self.length..self.length + bytes.len()].copy_from_slice(bytes);
        self.length += bytes.len();
    }
}
