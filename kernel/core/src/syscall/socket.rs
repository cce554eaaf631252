//! Calls on sockets.

use super::Context;
use crate::file::passing::Extra;
use crate::file::File;
use crate::handle::{Entry, Object};
use crate::user::{self, UserStruct};
use abi::file::IOV_MAX;
use abi::handle::HandleFlags;
use abi::process::Identity;
use abi::socket::{MessageFlags, SocketInfo, SocketMessage, HANDLES_MAX};
use abi::{Errno, Handle, Rights, UserSlice};
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::mem::size_of;
use core::sync::atomic::Ordering;

/// The socket in argument `index`: EBADF, ENOTSOCK.
fn socket(context: &Context, index: usize, rights: Rights) -> Result<Arc<File>, Errno> {
    match context.object(index, rights)? {
        Object::File(file) if file.socket().is_ok() => Ok(file),
        _ => Err(Errno::ENOTSOCK),
    }
}

/// The message in argument 1, its flags and its buffers. EINVAL, EMSGSIZE, EFAULT.
fn message(context: &Context) -> Result<(SocketMessage, MessageFlags, Vec<UserSlice>), Errno> {
    let message = SocketMessage::load(context.word(1))?;
    let flags = MessageFlags::from_bits(message.flags).ok_or(Errno::EINVAL)?;
    if message.vectors.len > IOV_MAX {
        return Err(Errno::EMSGSIZE);
    }
    let slices: Vec<UserSlice> = user::read_array(message.vectors, IOV_MAX)?;
    super::file::check(&slices)?;
    Ok((message, flags, slices))
}

/// What goes with a message that is sent. EBADF, EPERM, EINVAL, EFAULT.
fn extra(context: &Context, message: &SocketMessage) -> Result<Option<Extra>, Errno> {
    let from = match context.handle(2) {
        Handle::NONE => None,
        _ => Some(socket(context, 2, Rights::empty())?),
    };
    let name = from.and_then(|from| from.socket_name());
    let process = context.process();
    let mut entries = Vec::new();
    if message.handles.len != 0 {
        for handle in user::read_array::<Handle>(message.handles, HANDLES_MAX)? {
            let entry = process.entry(handle, Rights::TRANSFER, Errno::EPERM)?;
            match entry.object {
                Object::File(_) => entries.push(entry),
                // An event queue could hold the socket that it is sent through.
                _ => return Err(Errno::EINVAL),
            }
        }
    }
    let needed = name.is_some() || !entries.is_empty();
    Ok(needed.then(|| Extra::new(entries, name, process.identity())))
}

/// (socket, message pointer, socket whose name it bears or NONE) → bytes. EBADF, ENOTSOCK, ENOTCONN, EINVAL,
/// EMSGSIZE, EPERM, ETOOMANYREFS, EAGAIN, EINTR, EPIPE, EFAULT, ENOMEM. Blocks until it is sent.
pub fn send(context: &Context) -> Result<u64, Errno> {
    let file = socket(context, 0, Rights::WRITE)?;
    let (message, flags, slices) = message(context)?;
    let extra = extra(context, &message)?;
    let nonblocking = flags.contains(MessageFlags::DONT_WAIT);
    let sent = file.send(&context.thread, &slices, nonblocking, extra)?;
    Ok(sent as u64)
}

/// (socket, message pointer) → bytes. EBADF, ENOTSOCK, ENOTCONN, EINVAL, EMSGSIZE, EAGAIN, EINTR, EFAULT. Blocks
/// until there is one.
pub fn receive(context: &Context) -> Result<u64, Errno> {
    let file = socket(context, 0, Rights::READ)?;
    let (mut message, flags, slices) = message(context)?;
    let nonblocking = flags.contains(MessageFlags::DONT_WAIT);
    let peek = flags.contains(MessageFlags::PEEK);
    let received = file.receive(&context.thread, &slices, nonblocking, peek)?;
    message.record_len = received.record as u64;
    message.flags = 0;
    (message.handles_len, message.name_len) = (0, 0);
    message.sender = Identity::default();
    if let Some(extra) = received.extra {
        message.sender = extra.sender();
        let name = extra.name();
        let len = name.len().min(message.name.len);
        user::write(message.name.address, &name[..len])?;
        message.name_len = name.len() as u64;
        install(context, &extra, flags, &mut message)?;
    }
    message.store(context.word(1))?;
    Ok(received.bytes as u64)
}

/// Installs the handles that came, as many as there is room for.
fn install(
    context: &Context,
    extra: &Extra,
    flags: MessageFlags,
    message: &mut SocketMessage,
) -> Result<(), Errno> {
    let mut placed = HandleFlags::empty();
    placed.set(
        HandleFlags::CLOSE_ON_EXEC,
        flags.contains(MessageFlags::CLOSE_ON_EXEC),
    );
    for entry in extra.entries() {
        let index = message.handles_len as usize;
        let entry = Entry {
            flags: placed,
            ..entry
        };
        let installed = match index < message.handles.len {
            true => context.process().install(entry),
            false => Err(Errno::EMFILE),
        };
        let Ok(handle) = installed else {
            message.flags |= MessageFlags::HANDLES_LOST.bits();
            break;
        };
        let place = index * size_of::<Handle>();
        let stored = handle.store(message.handles.address.wrapping_add(place));
        if let Err(error) = stored {
            let removed = context.process().handles.lock().remove(handle);
            drop(removed);
            return Err(error);
        }
        message.handles_len += 1;
    }
    Ok(())
}

/// (socket, socket information pointer) → 0. EBADF, ENOTSOCK, EFAULT. Does not block.
pub fn info(context: &Context) -> Result<u64, Errno> {
    let file = socket(context, 0, Rights::empty())?;
    let socket = file.socket()?;
    let info = SocketInfo {
        kind: socket.kind(),
        has_server: file.server_socket().is_some().into(),
        peer: socket.peer,
    };
    info.store(context.word(1))?;
    Ok(0)
}

/// (socket, word, new value, 0 get | 1 set) → value. EBADF, ENOTSOCK, EINVAL. Does not block.
pub fn word(context: &Context) -> Result<u64, Errno> {
    let file = socket(context, 0, Rights::empty())?;
    let word = file.socket()?.word(context.args[1])?;
    match context.args[3] {
        0 => {}
        1 => word.store(context.args[2], Ordering::Relaxed),
        _ => return Err(Errno::EINVAL),
    }
    // A result word tells no more than this.
    Ok(word.load(Ordering::Relaxed) & i64::MAX as u64)
}
