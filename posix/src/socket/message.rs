//! Sending and receiving: flags, names, handles.

use super::address::Address;
use super::connect::{let_go, reach, state};
use super::{find, DATAGRAM, STREAM};
use crate::fd::handle_of;
use crate::kernel::socket as kernel;
use crate::protocol::SocketState;
use crate::signal;
use crate::state::Thread;
use crate::types::constants::signal::SIGPIPE;
use abi::errno::Result;
use abi::socket::{MessageFlags, SocketInfo, SocketMessage, HANDLES_MAX};
use abi::{Errno, Handle, UserSlice};

const MSG_OOB: i32 = 1;
const MSG_PEEK: i32 = 2;
const MSG_CTRUNC: i32 = 8;
const MSG_TRUNC: i32 = 0x20;
const MSG_DONTWAIT: i32 = 0x40;
const MSG_WAITALL: i32 = 0x100;
const MSG_NOSIGNAL: i32 = 0x4000;
const MSG_CMSG_CLOEXEC: i32 = 0x4000_0000;

/// What is sent beside the bytes.
#[derive(Clone, Copy, Debug, Default)]
pub struct Outgoing<'a> {
    /// Address and length of the receiver's name; 0 for the peer.
    pub name: (usize, usize),
    pub descriptors: &'a [i32],
}

/// What was received.
#[derive(Clone, Copy, Debug, Default)]
pub struct Incoming {
    /// Bytes, or with MSG_TRUNC those of the whole record.
    pub bytes: usize,
    /// `MSG_TRUNC`, `MSG_CTRUNC` and `MSG_CMSG_CLOEXEC` as they hold.
    pub flags: i32,
    /// Bytes of the sender's name, before cutting.
    pub name_len: usize,
    /// Descriptors received.
    pub descriptors: usize,
}

fn message_flags(flags: i32) -> Result<MessageFlags> {
    if flags & MSG_OOB != 0 {
        return Err(Errno::EOPNOTSUPP);
    }
    let mut asked = MessageFlags::empty();
    asked.set(MessageFlags::DONT_WAIT, flags & MSG_DONTWAIT != 0);
    asked.set(MessageFlags::PEEK, flags & MSG_PEEK != 0);
    asked.set(MessageFlags::CLOSE_ON_EXEC, flags & MSG_CMSG_CLOEXEC != 0);
    Ok(asked)
}

/// `sendmsg` of one buffer. Errors: EAGAIN, EBADF, ECONNREFUSED, EDESTADDRREQ, EINTR, EINVAL, EISCONN, EMSGSIZE,
/// ENOTCONN, ENOTSOCK, EOPNOTSUPP, EPIPE, ETOOMANYREFS, those of `connect` for a name.
pub fn send(
    thread: &Thread,
    fd: i32,
    buffer: UserSlice,
    flags: i32,
    outgoing: &Outgoing<'_>,
) -> Result<usize> {
    let (handle, info) = find(fd)?;
    let asked = message_flags(flags)? & MessageFlags::DONT_WAIT;
    let mut handles = [Handle::NONE; HANDLES_MAX];
    let handles = handles
        .get_mut(..outgoing.descriptors.len())
        .ok_or(Errno::EINVAL)?;
    for (slot, &descriptor) in handles.iter_mut().zip(outgoing.descriptors) {
        *slot = handle_of(descriptor)?;
    }
    let reached = match outgoing.name.0 {
        0 => None,
        _ => Some(receiver(thread, handle, &info, outgoing.name)?),
    };
    let vectors = [buffer];
    let sent = thread.restarting(|| {
        let mut message = SocketMessage {
            vectors: array(&vectors),
            handles: array(handles),
            flags: asked.bits(),
            ..SocketMessage::default()
        };
        kernel::send(reached.unwrap_or(handle), &mut message, handle)
    });
    if let Some(reached) = reached {
        let_go(reached);
    }
    match sent {
        // To who has gone.
        Err(Errno::EPIPE) if reached.is_some() => Err(Errno::ECONNREFUSED),
        Err(Errno::EPIPE) if flags & MSG_NOSIGNAL == 0 && info.kind != DATAGRAM => {
            signal::raise(thread, SIGPIPE)?;
            Err(Errno::EPIPE)
        }
        sent => sent,
    }
}

/// Where a named message goes. Errors: EISCONN, EOPNOTSUPP, ENOTCONN.
fn receiver(
    thread: &Thread,
    handle: Handle,
    info: &SocketInfo,
    (address, len): (usize, usize),
) -> Result<Handle> {
    if info.has_server == 0 {
        return Err(Errno::EISCONN);
    }
    let (kind, state) = state(thread, handle)?;
    if kind != DATAGRAM {
        return Err(match state & SocketState::CONNECTED.bits() {
            0 => Errno::EOPNOTSUPP,
            _ => Errno::EISCONN,
        });
    }
    reach(thread, handle, &Address::load(address, len)?)
}

fn array<T>(items: &[T]) -> UserSlice {
    UserSlice {
        address: items.as_ptr() as usize,
        len: items.len(),
    }
}

/// `recvmsg` into one buffer; the sender's name to `name`, descriptors to `descriptors`. Errors: EAGAIN, EBADF,
/// EINTR, ENOTCONN, ENOTSOCK, EOPNOTSUPP.
pub fn receive(
    thread: &Thread,
    fd: i32,
    buffer: UserSlice,
    flags: i32,
    name: UserSlice,
    descriptors: &mut [i32],
) -> Result<Incoming> {
    let (handle, info) = find(fd)?;
    let asked = message_flags(flags)?;
    let mut got = Incoming::default();
    loop {
        let vectors = [UserSlice {
            address: buffer.address.wrapping_add(got.bytes),
            len: buffer.len - got.bytes,
        }];
        let room = &mut descriptors[got.descriptors..];
        let mut message = SocketMessage::default();
        let result = thread.restarting(|| {
            message = SocketMessage {
                vectors: array(&vectors),
                handles: array(room),
                name,
                flags: asked.bits(),
                ..SocketMessage::default()
            };
            kernel::receive(handle, &mut message)
        });
        let bytes = match result {
            Ok(bytes) => bytes,
            Err(_) if got.bytes > 0 => return Ok(got),
            Err(errno) => return Err(errno),
        };
        got.bytes += bytes;
        got.descriptors += message.handles_len as usize;
        got.name_len = message.name_len as usize;
        let told = MessageFlags::from_bits_truncate(message.flags);
        if told.contains(MessageFlags::HANDLES_LOST) {
            got.flags |= MSG_CTRUNC;
        }
        if info.kind != STREAM && message.record_len as usize > bytes {
            got.flags |= MSG_TRUNC;
            if flags & MSG_TRUNC != 0 {
                got.bytes = message.record_len as usize;
            }
        }
        // What came with handles is a message of its own.
        let whole = info.kind == STREAM && flags & MSG_WAITALL != 0 && flags & MSG_PEEK == 0;
        if !whole || bytes == 0 || got.bytes == buffer.len || got.descriptors > 0 {
            got.flags |= flags & MSG_CMSG_CLOEXEC;
            return Ok(got);
        }
    }
}
