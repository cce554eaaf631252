//! Calls on open files, pipes and streams.

use super::Context;
use crate::file::counter::{Counter, Take};
use crate::file::ring::{Ring, Transfer};
use crate::file::{pipe, Body, Direction, File};
use crate::handle::{Entry, Object};
use crate::interrupt::Interrupt;
use crate::memory::{stream, Stream};
use crate::user::{self, UserStruct};
use abi::file::{StreamKind, Transfers, IOV_MAX};
use abi::handle::HandleFlags;
use abi::{Errno, Rights, UserSlice};
use alloc::sync::Arc;

/// Reads or writes the handle in argument 0 at the offset in argument 3. Made anew for each direction:
/// nothing is done more often.
#[inline(always)]
fn transfer(context: &Context, direction: Direction, slices: &[UserSlice]) -> Result<u64, Errno> {
    let rights = match direction {
        Direction::Read => Rights::READ,
        Direction::Write => Rights::WRITE,
    };
    let handle = context.handle(0);
    let file = {
        let table = context.process().handles.lock();
        let entry = table.get(handle)?;
        entry.require(rights, Errno::EBADF)?;
        match &entry.object {
            Object::File(file) => file.clone(),
            Object::Interrupt(interrupt) => {
                let interrupt = interrupt.clone();
                drop(table);
                return transfer_interrupt(context, &interrupt, direction, slices);
            }
            _ => return Err(Errno::EINVAL),
        }
    };
    let done = file.transfer(&context.thread, direction, slices, context.args[3])?;
    Ok(done as u64)
}

/// Waits for an interrupt, or lets it come again.
#[inline(never)]
fn transfer_interrupt(
    context: &Context,
    interrupt: &Interrupt,
    direction: Direction,
    slices: &[UserSlice],
) -> Result<u64, Errno> {
    match direction {
        Direction::Read => {
            let count = interrupt.read(&context.thread)?;
            count.store(slices.first().map_or(0, |slice| slice.address))?;
        }
        Direction::Write => interrupt.acknowledge(),
    }
    Ok(u64::SIZE as u64)
}

/// (handle, address, length, offset) → bytes. EBADF, EAGAIN, EINTR, EFAULT, EIO, ESPIPE, EINVAL.
/// Blocks until there is something to read.
pub fn read(context: &Context) -> Result<u64, Errno> {
    transfer(context, Direction::Read, &[one(context)?])
}

/// (handle, address, length, offset) → bytes. EBADF, EAGAIN, EINTR, EFAULT, EIO, EPIPE, ESPIPE,
/// EFBIG, ENOSPC, EINVAL. Blocks until it is written.
pub fn write(context: &Context) -> Result<u64, Errno> {
    transfer(context, Direction::Write, &[one(context)?])
}

/// The buffer in arguments 1 and 2, cut to what a result word can tell.
fn one(context: &Context) -> Result<UserSlice, Errno> {
    const MOST: usize = 0x7fff_f000;
    Ok(UserSlice {
        address: context.word(1),
        len: context.word(2).min(MOST),
    })
}

/// (handle, vector, entries, offset) → bytes. As [`read`]; EINVAL for too many entries.
pub fn read_vector(context: &Context) -> Result<u64, Errno> {
    vector(context, Direction::Read)
}

/// (handle, vector, entries, offset) → bytes. As [`write`]; EINVAL for too many entries.
pub fn write_vector(context: &Context) -> Result<u64, Errno> {
    vector(context, Direction::Write)
}

fn vector(context: &Context, direction: Direction) -> Result<u64, Errno> {
    const FEW: usize = 8;
    let (address, entries) = (context.word(1), context.word(2));
    if entries > FEW {
        let list = UserSlice {
            address,
            len: entries,
        };
        let slices: alloc::vec::Vec<UserSlice> = user::read_array(list, IOV_MAX)?;
        check(&slices)?;
        return transfer(context, direction, &slices);
    }
    let mut bytes = [0; FEW * UserSlice::SIZE];
    let bytes = &mut bytes[..entries * UserSlice::SIZE];
    user::read(address, bytes)?;
    let mut slices = [UserSlice::EMPTY; FEW];
    for (slice, bytes) in slices.iter_mut().zip(bytes.chunks_exact(UserSlice::SIZE)) {
        *slice = UserSlice::decode(bytes);
    }
    check(&slices[..entries])?;
    transfer(context, direction, &slices[..entries])
}

/// EINVAL if the lengths add up to more than a result can tell (POSIX readv, ERRORS).
pub(super) fn check(slices: &[UserSlice]) -> Result<(), Errno> {
    let total = slices
        .iter()
        .try_fold(0usize, |sum, slice| sum.checked_add(slice.len));
    match total {
        Some(total) if total <= isize::MAX as usize => Ok(()),
        _ => Err(Errno::EINVAL),
    }
}

/// (handle, offset, whence) → new offset. EBADF, ESPIPE, EINVAL, ENXIO, EOVERFLOW. Does not block.
pub fn seek(context: &Context) -> Result<u64, Errno> {
    match context.object(0, Rights::empty())? {
        Object::File(file) => file.seek(context.args[1] as i64, context.args[2]),
        _ => Err(Errno::ESPIPE),
    }
}

/// (kind, memory object or NONE, size) → handle. EINVAL, EBADF, EACCES, EMFILE, ENOMEM. Does not
/// block.
pub fn stream_create(context: &Context) -> Result<u64, Errno> {
    let kind = match context.args[0] {
        k if k == StreamKind::Pipe as u64 => {
            let ring = Arc::new(Ring::new(Transfer::Bytes));
            return context.install(Object::File(File::new(Body::Pipe(ring), 0)));
        }
        k if k == StreamKind::Memory as u64 => {
            match context.object(1, Rights::READ | Rights::WRITE)? {
                Object::Memory(object) => stream::Kind::Memory(object),
                _ => return Err(Errno::EINVAL),
            }
        }
        k if k == StreamKind::Counter as u64 => return counter_create(context, Take::All),
        k if k == StreamKind::Semaphore as u64 => return counter_create(context, Take::One),
        k if k == StreamKind::Null as u64 => stream::Kind::Null,
        k if k == StreamKind::Zero as u64 => stream::Kind::Zero,
        k if k == StreamKind::Full as u64 => stream::Kind::Full,
        k if k == StreamKind::Random as u64 => stream::Kind::Random,
        _ => return Err(Errno::EINVAL),
    };
    let stream = Stream::new(kind, context.args[2])?;
    context.install(Object::File(File::new(Body::Stream(stream), 0)))
}

/// A counter that begins with argument 2.
fn counter_create(context: &Context, take: Take) -> Result<u64, Errno> {
    let counter = Arc::new(Counter::new(context.args[2], take));
    context.install(Object::File(File::new(Body::Counter(counter), 0)))
}

/// The stream behind argument 0: a stream's handle, or an open file's.
fn stream(context: &Context, rights: Rights) -> Result<Arc<Stream>, Errno> {
    match context.object(0, rights)? {
        Object::File(file) => file.stream().cloned().ok_or(Errno::EINVAL),
        _ => Err(Errno::EINVAL),
    }
}

/// (stream, state pointer) → 0. EBADF, EINVAL, EFAULT. Does not block.
pub fn stream_get(context: &Context) -> Result<u64, Errno> {
    let state = stream(context, Rights::empty())?.state();
    state.store(context.word(1))?;
    Ok(0)
}

/// (stream, size) → 0. EBADF, EACCES, EINVAL, EFBIG. Blocks only for a client, until a server that watches is told.
pub fn stream_set_size(context: &Context) -> Result<u64, Errno> {
    let Object::File(file) = context.object(0, Rights::WRITE)? else {
        return Err(Errno::EINVAL);
    };
    let stream = file.stream().ok_or(Errno::EINVAL)?;
    stream.set_size(context.args[1])?;
    if let Body::Server(server_file) = file.body() {
        let watched = stream.watched();
        watched.tell(&context.thread, server_file, Direction::Write);
    }
    Ok(0)
}

/// (stream, transfers) → 0. EBADF, EACCES, EINVAL. Does not block.
pub fn stream_watch(context: &Context) -> Result<u64, Errno> {
    let bits = u32::try_from(context.args[1]).map_err(|_| Errno::EINVAL)?;
    let transfers = Transfers::from_bits(bits).ok_or(Errno::EINVAL)?;
    let Object::File(file) = context.object(0, Rights::CONTROL)? else {
        return Err(Errno::EINVAL);
    };
    let Body::Stream(stream) = file.body() else {
        return Err(Errno::EINVAL);
    };
    stream.watched().set(transfers);
    Ok(0)
}

/// Installs two ends and stores their handles; neither is left behind on an error.
fn install_pair(
    context: &Context,
    flags: HandleFlags,
    ends: [(Arc<File>, Rights); 2],
    address: usize,
) -> Result<u64, Errno> {
    let process = context.process();
    let [one, other] = ends.map(|(file, rights)| Entry {
        object: Object::File(file),
        rights,
        flags,
    });
    let first = process.install(one)?;
    let second = process.install(other);
    let stored = second.and_then(|second| {
        [first, second].map(|handle| handle.0).store(address)?;
        Ok(second)
    });
    if let Err(error) = stored {
        for handle in [Some(first), second.ok()].into_iter().flatten() {
            let removed = process.handles.lock().remove(handle);
            drop(removed);
        }
        return Err(error);
    }
    Ok(0)
}

/// (handle flags, status flags, two handles pointer) → 0. EINVAL, EMFILE, EFAULT. Does not block.
pub fn pipe_create(context: &Context) -> Result<u64, Errno> {
    let flags = HandleFlags::from_bits(context.args[0] as u32).ok_or(Errno::EINVAL)?;
    let [reader, writer] = pipe::create(context.args[1] as u32);
    let common = Rights::DUPLICATE | Rights::TRANSFER;
    let ends = [
        (reader, common | Rights::READ),
        (writer, common | Rights::WRITE),
    ];
    install_pair(context, flags, ends, context.word(2))
}

/// (handle flags, status flags, two handles pointer, kind) → 0. EINVAL, EMFILE, EFAULT. Does not
/// block.
pub fn socket_pair(context: &Context) -> Result<u64, Errno> {
    let flags = HandleFlags::from_bits(context.args[0] as u32).ok_or(Errno::EINVAL)?;
    let kind = match context.args[3] {
        kind @ 0..=2 => kind as u32,
        _ => return Err(Errno::EINVAL),
    };
    let maker = context.process().identity();
    let rights = Rights::READ | Rights::WRITE | Rights::DUPLICATE | Rights::TRANSFER;
    let ends = pipe::create_pair(context.args[1] as u32, kind, maker).map(|end| (end, rights));
    install_pair(context, flags, ends, context.word(2))
}

/// (end, 1 reading | 2 writing | 3 both) → 0. EBADF, ENOTSOCK, ENOTCONN, EINVAL. Does not block.
pub fn shutdown(context: &Context) -> Result<u64, Errno> {
    match context.object(0, Rights::empty())? {
        Object::File(file) => pipe::shutdown(&file, context.args[1]).map(|()| 0),
        _ => Err(Errno::ENOTSOCK),
    }
}

/// (handle) → bytes. EBADF, ENOTTY. Does not block.
pub fn bytes_readable(context: &Context) -> Result<u64, Errno> {
    match context.object(0, Rights::empty())? {
        Object::File(file) => file.readable_bytes(),
        _ => Err(Errno::ENOTTY),
    }
}
