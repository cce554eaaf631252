//! Calls between clients and servers, and namespaces.

use super::Context;
use crate::file::pipe::Ends;
use crate::handle::{Entry, Object};
use crate::ipc::serve::ReplyHead;
use crate::ipc::{call as client, serve, Namespace, Scheme, SchemeEnd, NAME_MAX};
use crate::scheduler;
use crate::user::{self, UserStruct};
use abi::event::Ready;
use abi::message::ReceiveRequest;
use abi::{Errno, Handle, Rights};
use alloc::sync::Arc;

/// (handle, request pointer) → server's result. EBADF, ENOTTY, ENOENT, EMSGSIZE, EPERM, EINTR, EIO,
/// EFAULT, EMFILE, and the server's own. Blocks until the server has answered.
pub fn call(context: &Context) -> Result<u64, Errno> {
    client::call(&context.thread, context.handle(0), context.word(1))
}

/// () → handle. EMFILE. Does not block.
pub fn create(context: &Context) -> Result<u64, Errno> {
    context.install(Object::Scheme(SchemeEnd::new()))
}

/// The receiving end in argument 0.
fn end(context: &Context) -> Result<Arc<SchemeEnd>, Errno> {
    match context.object(0, Rights::CONTROL)? {
        Object::Scheme(end) => Ok(end),
        _ => Err(Errno::EINVAL),
    }
}

/// (scheme, receive pointer) → 0. EBADF, EACCES, EINVAL, EAGAIN, ETIMEDOUT, EINTR, EFAULT. Blocks
/// until there is a message.
pub fn receive(context: &Context) -> Result<u64, Errno> {
    let end = end(context)?;
    let into = ReceiveRequest::load(context.word(1))?;
    serve::receive(&context.thread, end.scheme(), &into, None)?;
    Ok(0)
}

/// (scheme, reply pointer) → 0. EBADF, EACCES, EINVAL for an unknown request, EFAULT. Does not
/// block.
pub fn reply(context: &Context) -> Result<u64, Errno> {
    let end = end(context)?;
    let reply = ReplyHead::load(context.word(1))?;
    if let Some(client) = serve::reply(&context.thread, end.scheme(), &reply)? {
        scheduler::unpark(&client);
    }
    Ok(0)
}

/// (scheme, reply pointer, receive pointer) → 0. As [`reply`] and [`receive`]; an error of the reply
/// comes before anything is received. Blocks until there is a message; the client answered runs at
/// once if there is none.
pub fn reply_and_receive(context: &Context) -> Result<u64, Errno> {
    let end = end(context)?;
    let reply = ReplyHead::load(context.word(1))?;
    let into = ReceiveRequest::load(context.word(2))?;
    let client = serve::reply(&context.thread, end.scheme(), &reply)?;
    serve::receive(&context.thread, end.scheme(), &into, client)?;
    Ok(0)
}

/// (scheme, file number, ready bits) → 0. EBADF, EACCES, EINVAL, ENOENT. Does not block.
pub fn notify(context: &Context) -> Result<u64, Errno> {
    let ready = Ready::from_bits_truncate(context.args[2] as u32);
    end(context)?.scheme().set_ready(context.args[1], ready)?;
    Ok(0)
}

/// (scheme, handle) → file number. EBADF, EACCES, EINVAL. Does not block.
pub fn file(context: &Context) -> Result<u64, Errno> {
    let end = end(context)?;
    let Object::File(file) = context.object(1, Rights::empty())? else {
        return Err(Errno::EINVAL);
    };
    match file.target() {
        Some(target) if Arc::ptr_eq(&target.scheme, end.scheme()) => Ok(target.file),
        _ => Err(Errno::EINVAL),
    }
}

/// The ends of the socket in an argument.
fn ends(context: &Context, index: usize) -> Result<Ends, Errno> {
    match context.object(index, Rights::empty())? {
        Object::File(file) => file.socket_ends(),
        _ => Err(Errno::ENOTSOCK),
    }
}

/// (scheme, file number, reading socket, writing socket or NONE, name address, name length) → 0. EBADF,
/// EACCES, EINVAL, ENOENT, ENOTSOCK, ENOTCONN, EFAULT. Does not block.
pub fn connect(context: &Context) -> Result<u64, Errno> {
    let reader = ends(context, 2)?;
    let writer = match context.handle(3) {
        Handle::NONE => None,
        _ => Some(ends(context, 3)?),
    };
    let mut room = [0; abi::socket::NAME_MAX];
    let name = room.get_mut(..context.word(5)).ok_or(Errno::EINVAL)?;
    user::read(context.word(4), name)?;
    let name = (!name.is_empty()).then(|| Arc::from(&*name));
    let scheme = end(context)?;
    scheme
        .scheme()
        .connect(context.args[1], &reader, writer.as_ref(), name.as_ref())?;
    Ok(0)
}

fn namespace(context: &Context, rights: Rights) -> Result<Arc<Namespace>, Errno> {
    match context.object(0, rights)? {
        Object::Namespace(namespace) => Ok(namespace),
        _ => Err(Errno::EINVAL),
    }
}

/// (namespace or NONE) → handle. EBADF, EINVAL, EMFILE. Does not block.
pub fn namespace_create(context: &Context) -> Result<u64, Errno> {
    let new = if context.handle(0) == Handle::NONE {
        Namespace::new()
    } else {
        namespace(context, Rights::empty())?.copy()
    };
    context.install(Object::Namespace(new))
}

/// (namespace, name address, name length, scheme or NONE) → 0. EBADF, EACCES, EINVAL, ENAMETOOLONG,
/// ENOENT, EFAULT. Does not block.
pub fn namespace_bind(context: &Context) -> Result<u64, Errno> {
    let namespace = namespace(context, Rights::CONTROL)?;
    let mut name = [0; NAME_MAX];
    let name = name.get_mut(..context.word(2)).ok_or(Errno::ENAMETOOLONG)?;
    if name.is_empty() {
        return Err(Errno::EINVAL);
    }
    user::read(context.word(1), name)?;
    if context.handle(3) == Handle::NONE {
        namespace.unbind(name)?;
        return Ok(0);
    }
    let scheme: Arc<Scheme> = match context.object(3, Rights::CONTROL)? {
        Object::Scheme(end) => end.scheme().clone(),
        _ => return Err(Errno::EINVAL),
    };
    namespace.bind(name, scheme);
    Ok(0)
}

/// (namespace) → 0. EBADF, EINVAL. Does not block.
pub fn namespace_enter(context: &Context) -> Result<u64, Errno> {
    let entry = context
        .process()
        .entry(context.handle(0), Rights::empty(), Errno::EACCES)?;
    if !matches!(entry.object, Object::Namespace(_)) {
        return Err(Errno::EINVAL);
    }
    let replaced = context.process().handles.lock().insert_at(
        Handle::NAMESPACE,
        Entry {
            flags: abi::handle::HandleFlags::empty(),
            ..entry
        },
    )?;
    drop(replaced);
    Ok(0)
}
