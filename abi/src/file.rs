//! Files: open resources, their status flags and streams.

use bitflags::bitflags;

bitflags! {
    /// Status flags of an open file, shared by every duplicate of its handle (POSIX: open file
    /// description). Values are Linux's and musl's `O_*`.
    #[repr(transparent)]
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct FileFlags: u32 {
        /// Writes go to the end.
        const APPEND = 0o2000;
        /// Calls that would wait fail with EAGAIN.
        const NONBLOCK = 0o4000;
    }
}

/// What [`crate::Call::StreamCreate`] makes.
#[repr(u32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StreamKind {
    /// A window on a memory object with a size in bytes; grows up to the object's size limit.
    Memory = 0,
    /// Reads end of file, swallows writes (`/dev/null`).
    Null = 1,
    /// Reads zeros, swallows writes (`/dev/zero`).
    Zero = 2,
    /// Reads zeros, refuses writes with ENOSPC (`/dev/full`).
    Full = 3,
    /// Reads the kernel's CSPRNG, mixes in writes (`/dev/random`).
    Random = 4,
    /// A pipe that a server gives by name. The handle itself is no end of it: ends are made by
    /// opening ([`crate::message::Reply::stream`]), as the new handle's rights say, and what is in
    /// it is lost with the last of them.
    Pipe = 5,
    /// A 64-bit counter that begins with the size: a write of 8 bytes adds to it, a read takes all of it.
    Counter = 6,
    /// A counter of which a read takes one.
    Semaphore = 7,
}

/// State of a stream, as [`crate::Call::StreamGet`] tells it. Times are `CLOCK_REALTIME`
/// nanoseconds of the last read, write or size change through the stream; 0 if there was none.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StreamState {
    /// Size in bytes: end of file.
    pub size: u64,
    /// Pages that hold data.
    pub resident_pages: u64,
    pub read_time_ns: u64,
    pub write_time_ns: u64,
}

bitflags! {
    /// Transfers through a stream of which its server is told ([`crate::Call::StreamWatch`]).
    #[repr(transparent)]
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct Transfers: u32 {
        const READ = 1 << 0;
        /// Writes, and sizes that a client sets.
        const WRITE = 1 << 1;
    }
}

/// Where [`crate::Call::Seek`] counts from.
#[repr(u32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whence {
    Start = 0,
    Current = 1,
    End = 2,
    /// Next byte that holds data at or after the offset.
    Data = 3,
    /// Next hole at or after the offset.
    Hole = 4,
}

/// One buffer of a vectored read or write; musl's `struct iovec`.
pub type IoVec = crate::UserSlice;

/// Most buffers in one vectored call (POSIX `IOV_MAX`).
pub const IOV_MAX: usize = 1024;

/// Offset that means "at the file's own offset, which moves", for read and write.
pub const CURRENT_OFFSET: u64 = u64::MAX;

/// Bytes that a pipe holds.
pub const PIPE_CAPACITY: usize = 65536;

/// Bytes that a write to a pipe carries whole or not at all (POSIX `PIPE_BUF`).
pub const PIPE_BUF: usize = 4096;
