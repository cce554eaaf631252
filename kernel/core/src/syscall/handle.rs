//! Calls on handles themselves.

use super::Context;
use crate::file::Body;
use crate::handle::{Entry, Object};
use abi::handle::{HandleFlags, HandleKind};
use abi::{Errno, Handle, Rights};

/// (handle) → 0. EBADF. Does not block.
pub fn close(context: &Context) -> Result<u64, Errno> {
    let removed = context.process().handles.lock().remove(context.handle(0))?;
    drop(removed);
    Ok(0)
}

/// (handle, target, flags, rights or 0) → handle. EBADF, EPERM without the right to duplicate,
/// EINVAL, EMFILE, ENOMEM. Does not block.
pub fn duplicate(context: &Context) -> Result<u64, Errno> {
    let flags = HandleFlags::from_bits(context.args[2] as u32).ok_or(Errno::EINVAL)?;
    let rights = Rights::from_bits(context.args[3] as u32).ok_or(Errno::EINVAL)?;
    let target = context.handle(1);
    let process = context.process();
    let entry = process.entry(context.handle(0), Rights::DUPLICATE, Errno::EPERM)?;
    let kept = if rights.is_empty() {
        entry.rights
    } else {
        entry.rights & rights
    };
    let copy = Entry {
        object: entry.object,
        rights: kept,
        flags,
    };
    if flags.contains(HandleFlags::EXACT) {
        let replaced = process.handles.lock().insert_at(target, copy)?;
        drop(replaced);
        return Ok(u64::from(target.0));
    }
    let from = if flags.contains(HandleFlags::HIGH) && !target.is_high() {
        Handle::FIRST_FREE
    } else {
        target
    };
    let handle = process.handles.lock().insert_from(from, copy)?;
    Ok(u64::from(handle.0))
}

fn kind(object: &Object) -> HandleKind {
    match object {
        Object::File(file) => match file.body() {
            Body::Server(_) if file.server_socket().is_some() => HandleKind::Socket,
            Body::Server(_) => HandleKind::File,
            Body::Stream(_) => HandleKind::Stream,
            Body::Reader(_) | Body::Writer(_) | Body::Pipe(_) => HandleKind::Pipe,
            Body::Socket(_) => HandleKind::Socket,
            Body::Counter(_) => HandleKind::Counter,
            Body::Timer(_) => HandleKind::Timer,
            Body::Notifications(_) => HandleKind::Notifications,
        },
        Object::Events(_) => HandleKind::EventQueue,
        Object::Memory(_) => HandleKind::Memory,
        Object::Process(_) => HandleKind::Process,
        Object::Space(_) => HandleKind::AddressSpace,
        Object::Scheme(_) => HandleKind::Scheme,
        Object::Namespace(_) => HandleKind::Namespace,
        Object::Timer(_) => HandleKind::Timer,
        Object::Interrupt(_) => HandleKind::Interrupt,
        Object::Factory | Object::Hardware => HandleKind::Privilege,
    }
}

/// (handle) → handle flags, rights << 8, kind << 16, status flags << 32. EBADF. Does not block.
pub fn get_flags(context: &Context) -> Result<u64, Errno> {
    let table = context.process().handles.lock();
    let entry = table.get(context.handle(0))?;
    let status = match &entry.object {
        Object::File(file) => file.flags(),
        _ => 0,
    };
    Ok(u64::from(entry.flags.bits())
        | u64::from(entry.rights.bits()) << 8
        | (kind(&entry.object) as u64) << 16
        | u64::from(status) << 32)
}

/// (handle, flags) → 0: close on exec, close on fork. EBADF, EINVAL. Does not block.
pub fn set_flags(context: &Context) -> Result<u64, Errno> {
    let settable = HandleFlags::CLOSE_ON_EXEC | HandleFlags::CLOSE_ON_FORK;
    let flags = HandleFlags::from_bits(context.args[1] as u32).ok_or(Errno::EINVAL)?;
    let mut table = context.process().handles.lock();
    table.get_mut(context.handle(0))?.flags = flags & settable;
    Ok(0)
}

/// (handle, status flags) → 0. EBADF, EINVAL for what is not an open file. Does not block.
pub fn set_file_flags(context: &Context) -> Result<u64, Errno> {
    match context.object(0, Rights::empty())? {
        Object::File(file) => {
            file.set_flags(context.args[1] as u32);
            Ok(0)
        }
        _ => Err(Errno::EINVAL),
    }
}

/// (first, last, 0 close | 1 set close-on-exec) → 0. EINVAL. Does not block.
pub fn close_range(context: &Context) -> Result<u64, Errno> {
    let (first, last) = (context.handle(0), context.handle(1));
    if first > last || context.args[2] > 1 {
        return Err(Errno::EINVAL);
    }
    let process = context.process();
    let mark = context.args[2] == 1;
    let mut at = first;
    loop {
        let mut table = process.handles.lock();
        let Some(found) = table.first_in(at, last, |_| true) else {
            return Ok(0);
        };
        if mark {
            table.get_mut(found)?.flags |= HandleFlags::CLOSE_ON_EXEC;
        } else {
            let removed = table.remove(found)?;
            drop(table);
            drop(removed);
        }
        at = Handle(found.0 + 1);
    }
}
