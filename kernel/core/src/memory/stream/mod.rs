//! Streams: a memory object read and written as a file is, without its server.
//!
//! No lock is held while bytes are copied to or from user memory: pages are looked up one by one
//! and kept by a reference. A hole reads as zeros and stays a hole; a page that is written whole
//! is filled before it is put in, so it is never zeroed first.
//!
//! *Size.* It is published under `ends` when the bytes are in place. A write that finds that the
//! stream was cut since it began copies again, so that no cut undoes half of it. An append
//! reserves its place first; the size moves when no append is between the old and the new end.

#[cfg(test)]
mod test;

use super::frame::{self, FrameRef};
use super::object::{parts, reclaim, Lookup};
use super::{Access, FaultCause, MemoryObject};
use crate::file::Watched;
use crate::lock::{Rank, SpinLock};
use crate::machine::machine;
use abi::file::StreamState;
use abi::{Errno, UserSlice, PAGE_SIZE};
use alloc::sync::Arc;
use core::ops::Range;
use core::sync::atomic::{AtomicU64, Ordering};

/// What a stream reads and writes.
pub enum Kind {
    Memory(Arc<MemoryObject>),
    Null,
    Zero,
    Full,
    Random,
}

/// Appends under way, and cuts so far.
#[derive(Default)]
struct Ends {
    appends: usize,
    /// End of the last place reserved; meaningful while there are appends.
    reserved: u64,
    /// Furthest byte that an append has written since there are appends.
    written: u64,
    /// Times that the size was set.
    cuts: u64,
}

/// A stream.
pub struct Stream {
    kind: Kind,
    /// Written under `ends`.
    size: AtomicU64,
    ends: SpinLock<Ends>,
    read_time_ns: AtomicU64,
    write_time_ns: AtomicU64,
    watched: Watched,
}

impl Stream {
    /// A stream of that kind; `size` is the end of file of a memory stream, EINVAL if its object
    /// is smaller.
    pub fn new(kind: Kind, size: u64) -> Result<Arc<Self>, Errno> {
        let most = match &kind {
            Kind::Memory(object) => object.size(),
            _ => 0,
        };
        if size > most {
            return Err(Errno::EINVAL);
        }
        Ok(Arc::new(Self {
            kind,
            size: AtomicU64::new(size),
            ends: SpinLock::new(Rank::STREAM, Ends::default()),
            read_time_ns: AtomicU64::new(0),
            write_time_ns: AtomicU64::new(0),
            watched: Watched::default(),
        }))
    }

    /// Of what its server wants to be told.
    #[inline]
    pub fn watched(&self) -> &Watched {
        &self.watched
    }

    /// What it reads and writes.
    pub fn kind(&self) -> &Kind {
        &self.kind
    }

    /// The object of a memory stream, which can be mapped.
    pub fn object(&self) -> Option<&Arc<MemoryObject>> {
        match &self.kind {
            Kind::Memory(object) => Some(object),
            _ => None,
        }
    }

    /// End of file in bytes; 0 for the built-in kinds.
    #[inline]
    pub fn size(&self) -> u64 {
        self.size.load(Ordering::Acquire)
    }

    /// Size and times.
    pub fn state(&self) -> StreamState {
        StreamState {
            size: self.size(),
            resident_pages: self.object().map_or(0, |object| object.resident_pages()),
            read_time_ns: self.read_time_ns.load(Ordering::Relaxed),
            write_time_ns: self.write_time_ns.load(Ordering::Relaxed),
        }
    }

    /// Truncates or extends. EINVAL for the built-in kinds, EFBIG beyond the object's limit.
    pub fn set_size(&self, size: u64) -> Result<(), Errno> {
        let object = self.object().ok_or(Errno::EINVAL)?;
        if size > object.size() {
            return Err(Errno::EFBIG);
        }
        let mut ends = self.ends.lock();
        ends.cuts += 1;
        ends.written = ends.written.min(size);
        let old = self.size.swap(size, Ordering::AcqRel);
        drop(ends);
        if size < old {
            object.discard_from(size);
        }
        self.touch(&self.write_time_ns);
        Ok(())
    }

    /// Reads at `offset` into the current address space; 0 at end of file. EFAULT only if nothing
    /// could be copied.
    #[inline]
    pub fn read_at(&self, offset: u64, to: UserSlice) -> Result<usize, Errno> {
        if matches!(self.kind, Kind::Zero) && to.len <= PAGE_SIZE {
            machine().zero_user(to.address, to.len)?;
            return Ok(to.len);
        }
        self.read_pages(offset, to)
    }

    /// [`Self::read_at`] page by page.
    fn read_pages(&self, offset: u64, to: UserSlice) -> Result<usize, Errno> {
        match &self.kind {
            Kind::Memory(object) => {
                let left = self.size().saturating_sub(offset);
                let len = usize::try_from(left).map_or(to.len, |left| left.min(to.len));
                if len == 0 {
                    return Ok(0);
                }
                self.touch(&self.read_time_ns);
                whole_or_part(parts(offset, len), |index, within, part| {
                    copy_out(object, index, within, to.address + part.start, part.len())
                })
            }
            Kind::Null => Ok(0),
            Kind::Zero | Kind::Full => whole_or_part(parts(0, to.len), |_, _, part| {
                Ok(machine().zero_user(to.address + part.start, part.len())?)
            }),
            Kind::Random => whole_or_part(parts(0, to.len), |_, _, part| {
                random_out(to.address + part.start, part.len())
            }),
        }
    }

    /// Writes at `offset` from the current address space. EFBIG at the object's limit, ENOSPC if
    /// memory is short or the stream is full by kind, EFAULT only if nothing could be copied.
    #[inline]
    pub fn write_at(&self, offset: u64, from: UserSlice) -> Result<usize, Errno> {
        match self.kind {
            Kind::Null | Kind::Zero => Ok(from.len),
            _ => self.write_pages(offset, from),
        }
    }

    /// [`Self::write_at`] of what keeps what is written, or refuses it.
    fn write_pages(&self, offset: u64, from: UserSlice) -> Result<usize, Errno> {
        let object = match &self.kind {
            Kind::Memory(object) => object,
            Kind::Null | Kind::Zero => return Ok(from.len),
            Kind::Full if from.len == 0 => return Ok(0),
            Kind::Full => return Err(Errno::ENOSPC),
            Kind::Random => {
                return whole_or_part(parts(0, from.len), |_, _, part| {
                    random_in(from.address + part.start, part.len())
                })
            }
        };
        let len = room(object, offset, from.len)?;
        if len == 0 {
            return Ok(0);
        }
        loop {
            let cuts = self.ends.lock().cuts;
            let done = copy_in(object, offset, from.address, len)?;
            let ends = self.ends.lock();
            if ends.cuts == cuts {
                self.size.fetch_max(offset + done as u64, Ordering::AcqRel);
                drop(ends);
                self.touch(&self.write_time_ns);
                return Ok(done);
            }
        }
    }

    /// Writes at the end of file, in one piece among other appends: bytes, and the offset behind
    /// them. Errors as [`Self::write_at`].
    pub fn append(&self, from: UserSlice) -> Result<(usize, u64), Errno> {
        let Kind::Memory(object) = &self.kind else {
            return self.write_at(0, from).map(|len| (len, 0));
        };
        let (start, len) = {
            let mut ends = self.ends.lock();
            let start = match ends.appends {
                0 => self.size(),
                _ => ends.reserved.max(self.size()),
            };
            let len = room(object, start, from.len)?;
            ends.appends += 1;
            ends.reserved = start + len as u64;
            (start, len)
        };
        loop {
            let cuts = self.ends.lock().cuts;
            let result = copy_in(object, start, from.address, len);
            let mut ends = self.ends.lock();
            let done = *result.as_ref().unwrap_or(&0) as u64;
            if ends.cuts != cuts && done > 0 {
                continue;
            }
            if done > 0 {
                ends.written = ends.written.max(start + done);
            }
            ends.appends -= 1;
            if ends.appends == 0 {
                self.size.fetch_max(ends.written, Ordering::AcqRel);
                ends.written = 0;
            }
            drop(ends);
            self.touch(&self.write_time_ns);
            return result.map(|len| (len, start + len as u64));
        }
    }

    /// `Whence::Data`: ENXIO at or beyond end of file or if there is no more data; EINVAL for the
    /// built-in kinds.
    pub fn seek_data(&self, offset: u64) -> Result<u64, Errno> {
        let object = self.object().ok_or(Errno::EINVAL)?;
        let size = self.size();
        if offset >= size {
            return Err(Errno::ENXIO);
        }
        object
            .next_data(offset)
            .filter(|&at| at < size)
            .ok_or(Errno::ENXIO)
    }

    /// `Whence::Hole`: the end of file is one. ENXIO at or beyond it; EINVAL for the built-in
    /// kinds.
    pub fn seek_hole(&self, offset: u64) -> Result<u64, Errno> {
        let object = self.object().ok_or(Errno::EINVAL)?;
        let size = self.size();
        if offset >= size {
            return Err(Errno::ENXIO);
        }
        Ok(object.next_hole(offset).min(size))
    }

    fn touch(&self, time_ns: &AtomicU64) {
        time_ns.store(crate::time::realtime_ns(), Ordering::Relaxed);
    }
}

/// How much of a write at `offset` the object has room for. EFBIG if none.
fn room(object: &MemoryObject, offset: u64, len: usize) -> Result<usize, Errno> {
    let left = object.size().saturating_sub(offset);
    if left == 0 && len > 0 {
        return Err(Errno::EFBIG);
    }
    Ok(usize::try_from(left).map_or(len, |left| left.min(len)))
}

/// Does all parts in order until one fails: bytes done, or the error if there are none.
fn whole_or_part(
    parts: impl Iterator<Item = (u64, usize, Range<usize>)>,
    mut copy: impl FnMut(u64, usize, Range<usize>) -> Result<(), Errno>,
) -> Result<usize, Errno> {
    let mut done = 0;
    for (index, within, part) in parts {
        let end = part.end;
        match copy(index, within, part) {
            Ok(()) => done = end,
            Err(error) if done == 0 => return Err(error),
            Err(_) => break,
        }
    }
    Ok(done)
}

fn copy_out(
    object: &MemoryObject,
    index: u64,
    within: usize,
    to: usize,
    len: usize,
) -> Result<(), Errno> {
    match object.page_for_read(index)? {
        Some(page) => machine().copy_frame_to_user(page.frame(), within, to, len)?,
        None => machine().zero_user(to, len)?,
    }
    Ok(())
}

fn copy_in(object: &MemoryObject, offset: u64, from: usize, len: usize) -> Result<usize, Errno> {
    whole_or_part(parts(offset, len), |index, within, part| {
        let from = from + part.start;
        if let Lookup::Found(page) = object.resident_page(index, Access::Write) {
            return Ok(machine().copy_user_to_frame(page.frame(), within, from, part.len())?);
        }
        if !object.tracks_dirty() && !frame::has_spare_for_files() {
            return Err(Errno::ENOSPC);
        }
        if part.len() == PAGE_SIZE {
            let page = fresh_frame()?;
            machine().copy_user_to_frame(page.frame(), 0, from, PAGE_SIZE)?;
            object.replace_page(index, page);
            return Ok(());
        }
        let page = object
            .page(index, Access::Write)
            .map_err(|cause| match cause {
                FaultCause::NoMemory => Errno::ENOSPC,
                _ => Errno::EIO,
            })?;
        Ok(machine().copy_user_to_frame(page.frame(), within, from, part.len())?)
    })
}

fn fresh_frame() -> Result<FrameRef, Errno> {
    loop {
        match frame::allocate() {
            Some(frame) => return Ok(FrameRef::from_held(frame)),
            None if reclaim() => {}
            None => return Err(Errno::ENOSPC),
        }
    }
}

/// Bytes of the generator on their way to or from user memory at once.
const RANDOM_CHUNK: usize = 256;

fn random_out(to: usize, len: usize) -> Result<(), Errno> {
    let mut bytes = [0; RANDOM_CHUNK];
    for done in (0..len).step_by(RANDOM_CHUNK) {
        let bytes = &mut bytes[..RANDOM_CHUNK.min(len - done)];
        crate::random::fill(bytes);
        machine().copy_to_user(to + done, bytes)?;
    }
    Ok(())
}

fn random_in(from: usize, len: usize) -> Result<(), Errno> {
    let mut bytes = [0; RANDOM_CHUNK];
    for done in (0..len).step_by(RANDOM_CHUNK) {
        let bytes = &mut bytes[..RANDOM_CHUNK.min(len - done)];
        machine().copy_from_user(bytes, from + done)?;
        crate::random::mix(bytes);
    }
    Ok(())
}
