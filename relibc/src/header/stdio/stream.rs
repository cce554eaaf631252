//! A stream: a buffer in front of something that reads, writes and seeks.
//!
//! At any time the buffer either holds bytes read and not yet taken (`next..end`), or bytes written and not yet
//! passed on (`buffer..written`), or nothing. Before the buffer there is room for characters pushed
//! back. All pointers are into one area, `buffer - UNGET .. buffer + capacity`, which lives as long as the
//! stream or until `setvbuf` changes it.

use super::backend::Backend;
use super::lock::StreamLock;
use super::printf::Sink;
use crate::header::string::find_byte;
use crate::header::wchar::wcrtomb;
use crate::types::*;
use crate::Errno;
use core::cell::UnsafeCell;
use core::mem::MaybeUninit;
use core::ptr::null_mut;
use core::slice::from_raw_parts;

/// End of file, or an error.
pub const EOF: c_int = -1;
/// Room for characters pushed back.
pub const UNGET: usize = 8;
/// Size of the buffers made here. (`BUFSIZ`, for buffers of programs, is smaller in musl's ABI.)
pub const CAPACITY: usize = 4096;

/// What a C program calls `FILE`.
pub struct FILE {
    lock: StreamLock,
    stream: UnsafeCell<Stream>,
}

// SAFETY: the stream is reached through the lock, or by functions that C programs promise to call under it.
unsafe impl Sync for FILE {}

impl FILE {
    /// A stream with its lock.
    pub const fn new(stream: Stream) -> FILE {
        FILE {
            lock: StreamLock::new(),
            stream: UnsafeCell::new(stream),
        }
    }

    /// The lock.
    pub fn lock(&self) -> &StreamLock {
        &self.lock
    }

    /// Does something with the stream while holding its lock.
    #[inline]
    pub fn locked<R>(&self, action: impl FnOnce(&mut Stream) -> R) -> R {
        self.lock.lock();
        // SAFETY: this thread holds the lock.
        let result = action(unsafe { &mut *self.stream.get() });
        self.lock.unlock();
        result
    }

    /// The stream without taking the lock, for the `_unlocked` functions.
    ///
    /// # Safety
    /// The caller holds the lock or is the only one to use the stream.
    #[inline]
    #[allow(clippy::mut_from_ref)]
    pub unsafe fn unlocked(&self) -> &mut Stream {
        // SAFETY: the caller's promise.
        unsafe { &mut *self.stream.get() }
    }
}

/// The stream may be read from.
pub const READABLE: u32 = 1;
/// The stream may be written to.
pub const WRITABLE: u32 = 2;
/// Every write goes to the end of the file.
pub const APPEND: u32 = 4;
/// The end was met.
pub const END: u32 = 8;
/// Reading or writing failed.
pub const ERROR: u32 = 16;
/// Lines are passed on as they are complete.
pub const LINES: u32 = 32;
/// Nothing is kept back.
pub const UNBUFFERED: u32 = 64;
/// It is not known yet whether this is a terminal, which makes it line buffered.
pub const UNDECIDED: u32 = 128;
/// The memory is static: `fclose` does not free it.
pub const STATIC: u32 = 256;

/// The state of a stream. See the module's text for the invariants of the pointers.
pub struct Stream {
    next: *mut u8,
    end: *mut u8,
    /// Null while nothing may be put into the buffer.
    written: *mut u8,
    limit: *mut u8,
    buffer: *mut u8,
    capacity: usize,
    pub flags: u32,
    pub backend: Backend,
    /// Less than 0 for bytes, more for wide characters.
    pub orientation: c_int,
    /// State of the decoding of wide characters.
    pub decoding: mbstate_t,
    /// The child of `popen`; 0 for others.
    pub child: pid_t,
    /// Neighbours in the list of open streams, under that list's lock.
    pub previous: *mut FILE,
    pub following: *mut FILE,
    /// What `fgetln` gave out.
    pub line: *mut c_char,
    pub line_capacity: usize,
}

/// A write that failed, and how many bytes were taken before.
pub struct ShortWrite {
    pub taken: usize,
    pub error: Errno,
}

impl From<ShortWrite> for Errno {
    fn from(short: ShortWrite) -> Errno {
        short.error
    }
}

impl Stream {
    /// A stream over `backend`.
    ///
    /// # Safety
    /// `area` is `UNGET + capacity` bytes that live as long as the stream, and `capacity` is at least 1.
    pub const unsafe fn new(
        backend: Backend,
        flags: u32,
        area: *mut u8,
        capacity: usize,
    ) -> Stream {
        // SAFETY: the area is at least so long.
        let buffer = unsafe { area.add(UNGET) };
        Stream {
            next: buffer,
            end: buffer,
            written: null_mut(),
            limit: null_mut(),
            buffer,
            capacity,
            flags,
            backend,
            orientation: 0,
            decoding: mbstate_t { opaque: [0; 2] },
            child: 0,
            previous: null_mut(),
            following: null_mut(),
            line: null_mut(),
            line_capacity: 0,
        }
    }

    /// Whether a flag is set.
    #[inline]
    pub fn has(&self, flag: u32) -> bool {
        self.flags & flag != 0
    }

    /// Makes the orientation known, if it was not.
    #[inline]
    pub fn orient(&mut self, orientation: c_int) {
        if self.orientation == 0 {
            self.orientation = orientation;
        }
    }

    /// Uses another buffer: `area` as in `new`. What is in the old one is lost.
    ///
    /// # Safety
    /// As for `new`.
    pub unsafe fn set_buffer(&mut self, area: *mut u8, capacity: usize) {
        // SAFETY: the area is at least so long.
        self.buffer = unsafe { area.add(UNGET) };
        self.capacity = capacity;
        self.forget();
    }

    /// Size of the buffer in bytes; 0 when nothing is kept back.
    pub fn buffer_size(&self) -> usize {
        if self.has(UNBUFFERED) {
            0
        } else {
            self.capacity
        }
    }

    /// Bytes written and not yet passed on.
    pub fn pending(&self) -> usize {
        if self.written.is_null() {
            0
        } else {
            self.written as usize - self.buffer as usize
        }
    }

    /// Whether the last operation was a write, or the stream is for writing only.
    pub fn is_writing(&self) -> bool {
        !self.written.is_null() || !self.has(READABLE)
    }

    /// Whether the last operation was a read, or the stream is for reading only.
    pub fn is_reading(&self) -> bool {
        self.next != self.end || !self.has(WRITABLE) || (self.written.is_null() && self.has(END))
    }

    /// What was read and not yet taken.
    pub fn unread(&self) -> &[u8] {
        // SAFETY: next..end is within the area and was filled.
        unsafe { from_raw_parts(self.next, self.end as usize - self.next as usize) }
    }

    /// Takes `count` bytes of what was read.
    pub fn take(&mut self, count: usize) {
        debug_assert!(count <= self.unread().len());
        self.next = self.next.wrapping_add(count);
    }

    /// Drops all that is in the buffer.
    pub fn forget(&mut self) {
        self.next = self.buffer;
        self.end = self.buffer;
        self.written = null_mut();
        self.limit = null_mut();
    }

    // Reading.

    /// The next byte, or `None` at the end.
    #[inline]
    pub fn get(&mut self) -> Result<Option<u8>, Errno> {
        if self.next == self.end && !self.fill()? {
            return Ok(None);
        }
        Ok(self.get_buffered())
    }

    /// The next byte of the buffer. Whoever filled it has made the orientation known.
    #[inline]
    pub fn get_buffered(&mut self) -> Option<u8> {
        if self.next == self.end {
            return None;
        }
        // SAFETY: next is below end.
        let byte = unsafe { *self.next };
        self.next = self.next.wrapping_add(1);
        Some(byte)
    }

    /// Makes the stream ready to be read from: passes on what was written.
    fn start_reading(&mut self) -> Result<(), Errno> {
        if !self.has(READABLE) {
            self.flags |= ERROR;
            return Err(Errno::EBADF);
        }
        if !self.written.is_null() {
            self.flush()?;
            self.forget();
        }
        Ok(())
    }

    /// Reads into the empty buffer. False at the end of the file, which lasts until it is cleared.
    #[cold]
    pub fn fill(&mut self) -> Result<bool, Errno> {
        self.start_reading()?;
        if self.has(END) {
            return Ok(false);
        }
        if self.has(UNDECIDED) {
            self.decide();
        }
        if self.has(LINES | UNBUFFERED) {
            super::standard::flush_prompt(self);
        }
        let room = if self.has(UNBUFFERED) {
            1
        } else {
            self.capacity
        };
        self.next = self.buffer;
        self.end = self.buffer;
        // SAFETY: the buffer has at least `room` bytes.
        let length = unsafe { self.read_backend(self.buffer, room)? };
        self.end = self.buffer.wrapping_add(length);
        Ok(length > 0)
    }

    /// Reads from what is behind the stream, and keeps the flags.
    ///
    /// # Safety
    /// `room` bytes at `target` are writable.
    unsafe fn read_backend(&mut self, target: *mut u8, room: usize) -> Result<usize, Errno> {
        // SAFETY: the caller's promise.
        match unsafe { self.backend.read(target, room) } {
            Ok(0) => {
                self.flags |= END;
                Ok(0)
            }
            Ok(length) => Ok(length),
            Err(error) => {
                self.flags |= ERROR;
                Err(error)
            }
        }
    }

    /// Reads up to `room` bytes, fewer only at the end or on an error; tells how many, and the error.
    ///
    /// # Safety
    /// `room` bytes at `target` are writable.
    pub unsafe fn read(&mut self, target: *mut u8, room: usize) -> (usize, Option<Errno>) {
        let mut done = 0;
        while done < room {
            let have = self.end as usize - self.next as usize;
            if have > 0 {
                let part = have.min(room - done);
                // SAFETY: `part` bytes are there, and there is room for them.
                unsafe { self.next.copy_to_nonoverlapping(target.add(done), part) };
                self.next = self.next.wrapping_add(part);
                done += part;
                continue;
            }
            // Large reads go past the buffer.
            let result = if room - done >= self.capacity
                && self.next == self.end
                && !self.has(END | UNDECIDED)
            {
                // SAFETY: the caller's promise.
                self.start_reading()
                    .and_then(|()| unsafe { self.read_backend(target.add(done), room - done) })
            } else {
                self.fill().map(usize::from)
            };
            match result {
                Ok(0) => return (done, None),
                Ok(length) if self.next == self.end => done += length,
                Ok(_) => {}
                Err(error) => return (done, Some(error)),
            }
        }
        (done, None)
    }

    /// Pushes a byte back, to be read next. `None` when there is no room for it.
    pub fn unget(&mut self, byte: u8) -> Option<()> {
        self.start_reading().ok()?;
        if self.next as usize == self.buffer as usize - UNGET {
            return None;
        }
        self.next = self.next.wrapping_sub(1);
        // SAFETY: next is within the area, which begins UNGET bytes before the buffer.
        unsafe { *self.next = byte };
        self.flags &= !END;
        Some(())
    }

    // Writing.

    /// Puts a byte out.
    #[inline]
    pub fn put(&mut self, byte: u8) -> Result<(), Errno> {
        match self.put_buffered(byte) {
            true => Ok(()),
            false => Ok(self.write(&[byte])?),
        }
    }

    /// Puts a byte into the buffer, if there is room and nothing else to be done. Whoever made the room has made the
    /// orientation known.
    #[inline]
    pub fn put_buffered(&mut self, byte: u8) -> bool {
        if self.written == self.limit || (byte == b'\n' && self.has(LINES)) {
            return false;
        }
        // SAFETY: written is below limit.
        unsafe { *self.written = byte };
        self.written = self.written.wrapping_add(1);
        true
    }

    /// Makes the stream ready to be written to.
    fn start_writing(&mut self) -> Result<(), Errno> {
        if !self.written.is_null() {
            return Ok(());
        }
        if !self.has(WRITABLE) {
            self.flags |= ERROR;
            return Err(Errno::EBADF);
        }
        if self.has(UNDECIDED) {
            self.decide();
        }
        self.forget();
        self.written = self.buffer;
        self.limit = if self.has(UNBUFFERED) {
            self.buffer
        } else {
            self.buffer.wrapping_add(self.capacity)
        };
        Ok(())
    }

    /// Finds out whether this is a terminal.
    fn decide(&mut self) {
        self.flags &= !UNDECIDED;
        if self.backend.is_terminal() {
            self.flags |= LINES;
        }
    }

    /// Puts bytes out: into the buffer where they fit, on where they do not.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), ShortWrite> {
        self.start_writing()
            .map_err(|error| ShortWrite { taken: 0, error })?;
        if self.has(LINES) {
            if let Some(newline) = bytes.iter().rposition(|&byte| byte == b'\n') {
                let (lines, rest) = bytes.split_at(newline + 1);
                self.write_buffered(lines)?;
                self.flush()
                    .map_err(|error| ShortWrite { taken: 0, error })?;
                return self.write_buffered(rest).map_err(|short| ShortWrite {
                    taken: short.taken + lines.len(),
                    ..short
                });
            }
        }
        self.write_buffered(bytes)
    }

    fn write_buffered(&mut self, bytes: &[u8]) -> Result<(), ShortWrite> {
        let room = self.limit as usize - self.written as usize;
        if bytes.len() <= room {
            // SAFETY: there is room between written and limit.
            unsafe {
                bytes
                    .as_ptr()
                    .copy_to_nonoverlapping(self.written, bytes.len())
            };
            self.written = self.written.wrapping_add(bytes.len());
            return Ok(());
        }
        self.write_through(bytes)
    }

    /// Passes on the buffer and all of `bytes` but what is less than a buffer.
    #[cold]
    fn write_through(&mut self, bytes: &[u8]) -> Result<(), ShortWrite> {
        let capacity = self.limit as usize - self.buffer as usize;
        let keep = match bytes.len().checked_rem(capacity) {
            Some(rest) => rest,
            None => 0,
        };
        let now = bytes.len() - keep;
        self.pass_on(&bytes[..now])?;
        // SAFETY: the buffer is empty, and `keep` is less than its capacity.
        unsafe {
            bytes
                .as_ptr()
                .add(now)
                .copy_to_nonoverlapping(self.buffer, keep)
        };
        self.written = self.buffer.wrapping_add(keep);
        Ok(())
    }

    /// Passes on the buffer and `more` after it. On an error what is in the buffer is lost.
    fn pass_on(&mut self, more: &[u8]) -> Result<(), ShortWrite> {
        // SAFETY: buffer..written is within the area and was filled.
        let pending = unsafe { from_raw_parts(self.buffer, self.pending()) };
        let total = pending.len() + more.len();
        let mut done = 0;
        while done < total {
            let first = &pending[done.min(pending.len())..];
            let second = &more[done.saturating_sub(pending.len())..];
            match self.backend.write(first, second) {
                Ok(length) => done += length,
                Err(error) => {
                    self.flags |= ERROR;
                    self.forget();
                    return Err(ShortWrite {
                        taken: done.saturating_sub(pending.len()),
                        error,
                    });
                }
            }
        }
        if !self.written.is_null() {
            self.written = self.buffer;
        }
        Ok(())
    }

    /// Passes on what was written.
    pub fn flush(&mut self) -> Result<(), Errno> {
        if self.pending() > 0 {
            self.pass_on(&[])?;
        }
        Ok(self.backend.flush()?)
    }

    // Places.

    /// `fflush`: passes on what was written; sets the place in the file back to the first byte not yet taken.
    pub fn synchronize(&mut self) -> Result<(), Errno> {
        self.flush()?;
        let unread = self.unread().len();
        if unread > 0 {
            // Where there are no places, as in a pipe, there is nothing to set.
            if self.backend.seek(-(unread as off_t), SEEK_CUR).is_ok() {
                self.next = self.buffer;
                self.end = self.buffer;
            }
        }
        Ok(())
    }

    /// The place in the file of the next byte to be read or written.
    pub fn tell(&mut self) -> Result<off_t, Errno> {
        let pending = self.pending();
        let whence = if pending > 0 && self.has(APPEND) {
            SEEK_END
        } else {
            SEEK_CUR
        };
        let place = self.backend.seek(0, whence)?;
        // A byte pushed back at the start has no place of its own (C17 7.21.7.10p5).
        Ok((place + pending as off_t - self.unread().len() as off_t).max(0))
    }

    /// Goes to a place in the file.
    pub fn seek(&mut self, offset: off_t, whence: c_int) -> Result<(), Errno> {
        if !(SEEK_SET..=SEEK_END).contains(&whence) {
            return Err(Errno::EINVAL);
        }
        let offset = if whence == SEEK_CUR {
            offset
                .checked_sub(self.unread().len() as off_t)
                .ok_or(Errno::EOVERFLOW)?
        } else {
            offset
        };
        self.flush()?;
        self.backend.seek(offset, whence)?;
        self.forget();
        self.decoding = mbstate_t::default();
        self.flags &= !END;
        Ok(())
    }

    // Formatted output.

    /// Lets `print` put bytes out. What goes to an unbuffered stream goes there in large pieces.
    pub fn print(
        &mut self,
        print: impl FnOnce(&mut dyn Sink<u8>) -> Result<c_int, Errno>,
    ) -> Result<c_int, Errno> {
        self.orient(-1);
        let mut area = MaybeUninit::uninit();
        self.with_buffer(&mut area, |stream| {
            let mut sink = StreamSink {
                stream,
                error: None,
            };
            let count = print(&mut sink);
            sink.error.map_or(count, Err)
        })
    }

    /// Lets `print` put wide characters out.
    pub fn print_wide(
        &mut self,
        print: impl FnOnce(&mut dyn Sink<wchar_t>) -> Result<c_int, Errno>,
    ) -> Result<c_int, Errno> {
        self.orient(1);
        let mut area = MaybeUninit::uninit();
        self.with_buffer(&mut area, |stream| {
            let mut sink = StreamSink {
                stream,
                error: None,
            };
            let count = print(&mut sink);
            sink.error.map_or(count, Err)
        })
    }

    /// Where the next byte goes in the buffer, and how many fit.
    fn room(&self) -> (*mut u8, usize) {
        (self.written, self.limit as usize - self.written as usize)
    }

    /// Gives an unbuffered stream the buffer `area` for one operation.
    fn with_buffer(
        &mut self,
        area: &mut MaybeUninit<[u8; 512]>,
        action: impl FnOnce(&mut Stream) -> Result<c_int, Errno>,
    ) -> Result<c_int, Errno> {
        self.start_writing()?;
        if !self.has(UNBUFFERED) {
            return action(self);
        }
        let (old_buffer, old_capacity) = (self.buffer, self.capacity);
        self.buffer = area.as_mut_ptr().cast();
        self.capacity = size_of_val(area);
        self.flags &= !UNBUFFERED;
        self.written = self.buffer;
        self.limit = self.buffer.wrapping_add(self.capacity);
        let result = action(self);
        let flushed = self.flush();
        self.buffer = old_buffer;
        self.capacity = old_capacity;
        self.flags |= UNBUFFERED;
        self.forget();
        flushed.and(result)
    }
}

/// Names of `lseek`'s ways (POSIX `unistd.h`).
pub const SEEK_SET: c_int = 0;
/// From the current place.
pub const SEEK_CUR: c_int = 1;
/// From the end.
pub const SEEK_END: c_int = 2;

/// Formatted output to a stream.
struct StreamSink<'a> {
    stream: &'a mut Stream,
    error: Option<Errno>,
}

impl Sink<u8> for StreamSink<'_> {
    #[inline]
    fn put(&mut self, bytes: &[u8]) {
        if let Err(short) = self.stream.write(bytes) {
            self.error.get_or_insert(short.error);
        }
    }

    fn room(&mut self) -> (*mut u8, usize) {
        match self.stream.has(LINES) {
            // Lines go out as they end, which only `write` sees to.
            true => (null_mut(), 0),
            false => self.stream.room(),
        }
    }

    fn take_stored(&mut self, count: usize) {
        self.stream.written = self.stream.written.wrapping_add(count);
    }
}

impl Sink<wchar_t> for StreamSink<'_> {
    fn put(&mut self, characters: &[wchar_t]) {
        for &character in characters {
            if let Err(error) = self.stream.put_wide(character) {
                self.error.get_or_insert(error);
            }
        }
    }
}

impl Stream {
    /// Puts a wide character out.
    pub fn put_wide(&mut self, character: wchar_t) -> Result<(), Errno> {
        if let Some(byte) = u8::try_from(character).ok().filter(u8::is_ascii) {
            return self.put(byte);
        }
        let mut bytes = [0u8; 16];
        let mut state = mbstate_t::default();
        // SAFETY: the buffer holds any character.
        let length = unsafe { wcrtomb(bytes.as_mut_ptr().cast(), character, &mut state) };
        if length == usize::MAX {
            self.flags |= ERROR;
            return Err(Errno::EILSEQ);
        }
        Ok(self.write(&bytes[..length])?)
    }

    /// Number of bytes up to and including the first `delimiter` among those read and not yet taken.
    pub fn find_unread(&self, delimiter: u8) -> Option<usize> {
        let unread = self.unread();
        // SAFETY: the slice is readable.
        unsafe { find_byte(unread.as_ptr(), delimiter, unread.len()) }.map(|at| at + 1)
    }
}
