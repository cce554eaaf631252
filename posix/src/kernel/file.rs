//! Files and messages to their servers.

use super::call::kernel_call;
use abi::errno::Result;
use abi::file::{FileFlags, IoVec, StreamKind, StreamState, Transfers, Whence};
use abi::handle::HandleFlags;
use abi::message::CallRequest;
use abi::{Handle, UserSlice};

/// Reads into `buffer` at `offset` ([`abi::file::CURRENT_OFFSET`]: at the file's own, which
/// moves); the number of bytes read.
#[inline]
pub fn read(handle: Handle, buffer: UserSlice, offset: u64) -> Result<usize> {
    // SAFETY: the kernel writes only to the slice.
    unsafe { kernel_call!(Read, handle.0, buffer.address, buffer.len, offset) }.map(|n| n as usize)
}

/// Writes `buffer` at `offset`; the number of bytes written.
#[inline]
pub fn write(handle: Handle, buffer: UserSlice, offset: u64) -> Result<usize> {
    // SAFETY: the kernel reads only the slice.
    unsafe { kernel_call!(Write, handle.0, buffer.address, buffer.len, offset) }.map(|n| n as usize)
}

/// [`read`] into several buffers: `vectors` is the address of `count` [`IoVec`]s.
pub fn read_vector(handle: Handle, vectors: usize, count: usize, offset: u64) -> Result<usize> {
    // SAFETY: the kernel writes only to the buffers.
    unsafe { kernel_call!(ReadVector, handle.0, vectors, count, offset) }.map(|n| n as usize)
}

/// [`write`] from several buffers: `vectors` is the address of `count` [`IoVec`]s.
pub fn write_vector(handle: Handle, vectors: usize, count: usize, offset: u64) -> Result<usize> {
    // SAFETY: the kernel reads only the buffers.
    unsafe { kernel_call!(WriteVector, handle.0, vectors, count, offset) }.map(|n| n as usize)
}

/// Most buffers of one vectored call fit in this.
pub const VECTOR_SIZE: usize = core::mem::size_of::<IoVec>();

/// Moves the file's offset; the new one.
pub fn seek(handle: Handle, offset: i64, whence: Whence) -> Result<u64> {
    // SAFETY: touches no memory of this process.
    unsafe { kernel_call!(Seek, handle.0, offset, whence) }
}

/// Calls the server behind `handle`: its result word, the rest in `request`.
#[inline]
pub fn call(handle: Handle, request: &mut CallRequest) -> Result<u64> {
    let address = core::ptr::from_mut(request);
    // SAFETY: the kernel writes to the request and to the buffers it names.
    unsafe { kernel_call!(Call, handle.0, address) }
}

/// Makes a pipe: reading end, writing end.
pub fn pipe(flags: HandleFlags, file_flags: FileFlags) -> Result<[Handle; 2]> {
    let mut ends = [Handle::NONE; 2];
    let address = core::ptr::from_mut(&mut ends);
    // SAFETY: the kernel writes the two handles.
    unsafe { kernel_call!(PipeCreate, flags.bits(), file_flags.bits(), address) }?;
    Ok(ends)
}

/// How a socket pair carries data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SocketKind {
    Stream = 0,
    Datagram = 1,
    SequencedPacket = 2,
}

/// Makes two connected ends.
pub fn socket_pair(
    flags: HandleFlags,
    file_flags: FileFlags,
    kind: SocketKind,
) -> Result<[Handle; 2]> {
    let mut ends = [Handle::NONE; 2];
    let address = core::ptr::from_mut(&mut ends);
    // SAFETY: the kernel writes the two handles.
    unsafe { kernel_call!(SocketPair, flags.bits(), file_flags.bits(), address, kind) }?;
    Ok(ends)
}

/// Ends one or both directions of a socket pair's end: 1 reading, 2 writing, 3 both.
pub fn shutdown(handle: Handle, directions: u32) -> Result<()> {
    // SAFETY: touches no memory of this process.
    unsafe { kernel_call!(PipeShutdown, handle.0, directions) }.map(drop)
}

/// Bytes that can be read now.
pub fn bytes_readable(handle: Handle) -> Result<u64> {
    // SAFETY: touches no memory of this process.
    unsafe { kernel_call!(BytesReadable, handle.0) }
}

/// Makes a stream; `object` for [`StreamKind::Memory`], the size of a counter is what it begins with.
pub fn stream_create(kind: StreamKind, object: Handle, size: u64) -> Result<Handle> {
    // SAFETY: touches no memory of this process.
    unsafe { kernel_call!(StreamCreate, kind, object.0, size) }.map(|h| Handle(h as u32))
}

/// Size and times of a stream.
pub fn stream_get(stream: Handle) -> Result<StreamState> {
    let mut state = StreamState::default();
    let address = core::ptr::from_mut(&mut state);
    // SAFETY: the kernel writes the state.
    unsafe { kernel_call!(StreamGet, stream.0, address) }?;
    Ok(state)
}

/// Truncates or extends a stream.
pub fn stream_set_size(stream: Handle, size: u64) -> Result<()> {
    // SAFETY: touches no memory of this process but mappings of the stream, as POSIX asks.
    unsafe { kernel_call!(StreamSetSize, stream.0, size) }.map(drop)
}

/// Sets of which transfers through a stream its server, the caller, is told.
pub fn stream_watch(stream: Handle, transfers: Transfers) -> Result<()> {
    // SAFETY: touches no memory of this process.
    unsafe { kernel_call!(StreamWatch, stream.0, transfers.bits()) }.map(drop)
}
