//! Streams: a memory object read and written as a file is, without its server.

use super::MemoryObject;
use abi::file::StreamState;
use abi::{Errno, UserSlice};
use alloc::sync::Arc;

/// What a stream reads and writes.
pub enum Kind {
    Memory(Arc<MemoryObject>),
    Null,
    Zero,
    Full,
    Random,
}

/// A stream.
pub struct Stream {
    kind: Kind,
}

impl Stream {
    /// A stream of that kind; `size` is the end of file of a memory stream, EINVAL if its object
    /// is smaller.
    pub fn new(_kind: Kind, _size: u64) -> Result<Arc<Self>, Errno> {
        unimplemented!("lands next")
    }

    /// What it reads and writes.
    pub fn kind(&self) -> &Kind {
        &self.kind
    }

    /// End of file in bytes; 0 for the built-in kinds.
    pub fn size(&self) -> u64 {
        unimplemented!("lands next")
    }

    /// Size and times.
    pub fn state(&self) -> StreamState {
        unimplemented!("lands next")
    }

    /// Truncates or extends. EINVAL for the built-in kinds, EFBIG beyond the object's limit.
    pub fn set_size(&self, _size: u64) -> Result<(), Errno> {
        unimplemented!("lands next")
    }

    /// Reads at `offset` into the current address space; 0 at end of file. EFAULT only if nothing
    /// could be copied.
    pub fn read_at(&self, _offset: u64, _to: UserSlice) -> Result<usize, Errno> {
        unimplemented!("lands next")
    }

    /// Writes at `offset` from the current address space. EFBIG or ENOSPC at the object's limit.
    pub fn write_at(&self, _offset: u64, _from: UserSlice) -> Result<usize, Errno> {
        unimplemented!("lands next")
    }

    /// Writes at the end of file, in one piece among other appends: bytes, and the offset behind
    /// them.
    pub fn append(&self, _from: UserSlice) -> Result<(usize, u64), Errno> {
        unimplemented!("lands next")
    }

    /// `Whence::Data` and `Whence::Hole`: ENXIO at or beyond end of file.
    pub fn seek_data(&self, _offset: u64) -> Result<u64, Errno> {
        unimplemented!("lands next")
    }

    /// See [`Self::seek_data`].
    pub fn seek_hole(&self, _offset: u64) -> Result<u64, Errno> {
        unimplemented!("lands next")
    }
}
