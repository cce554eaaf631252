//! Making, naming and connecting sockets.

use super::address::{self, Address, Meaning};
use super::{find, require_server, STREAM};
use crate::fs;
use crate::kernel::handle;
use crate::path::{call_handle, call_scheme, Message};
use crate::protocol::{Operation, SocketState};
use crate::state::Thread;
use crate::types::constants::fcntl::{AT_FDCWD, O_CLOEXEC, O_NONBLOCK};
use crate::types::constants::mode::S_IFSOCK;
use abi::errno::Result;
use abi::message::CallFlags;
use abi::{Errno, Handle, UserSlice};

/// `SOCK_CLOEXEC` and `SOCK_NONBLOCK`, which have the values of `O_CLOEXEC` and `O_NONBLOCK`.
const FLAGS: i32 = O_CLOEXEC | O_NONBLOCK;

/// A socket's type without flags, as the kernel counts them. Errors: EINVAL, ESOCKTNOSUPPORT.
pub(crate) fn kind_of(kind: i32) -> Result<u32> {
    match kind & !FLAGS {
        1 => Ok(0),
        2 => Ok(1),
        5 => Ok(2),
        // Linux's kinds that the domain does not have, and numbers that are none.
        3 | 4 | 6 | 10 => Err(Errno::ESOCKTNOSUPPORT),
        _ => Err(Errno::EINVAL),
    }
}

fn placed(kind: i32) -> CallFlags {
    match kind & O_CLOEXEC {
        0 => CallFlags::empty(),
        _ => CallFlags::CLOSE_ON_EXEC,
    }
}

/// `socket` of the Unix domain, with `SOCK_CLOEXEC` and `SOCK_NONBLOCK` in `kind`. Errors: EAFNOSUPPORT,
/// EPROTONOSUPPORT, ESOCKTNOSUPPORT, EINVAL, EMFILE, ENFILE.
pub fn socket(thread: &Thread, domain: i32, kind: i32, protocol: i32) -> Result<i32> {
    if domain != i32::from(address::AF_UNIX) {
        return Err(Errno::EAFNOSUPPORT);
    }
    if protocol != 0 && protocol != domain {
        return Err(Errno::EPROTONOSUPPORT);
    }
    let args = [kind_of(kind)?.into(), (kind & O_NONBLOCK) as u64, 0, 0];
    let message = Message::new(Operation::SocketCreate, args).flags(placed(kind));
    match call_scheme(thread, b"local", &message) {
        Ok(answer) => Ok(answer.handle.0 as i32),
        // There is no server of sockets.
        Err(Errno::ENOENT) => Err(Errno::EAFNOSUPPORT),
        Err(errno) => Err(errno),
    }
}

/// `bind` to the `len` bytes of an address. Errors: EADDRINUSE, EINVAL, EOPNOTSUPP for an end of a pair, those of
/// `mknod`.
pub fn bind(thread: &Thread, fd: i32, address: usize, len: usize) -> Result<()> {
    let (handle, info) = find(fd)?;
    let address = Address::load(address, len)?;
    require_server(&info)?;
    let ask = |key: [u64; 2]| {
        let message = Message::new(Operation::SocketBind, [key[0], key[1], 0, 0])
            .input(UserSlice::of(address.bytes()));
        call_handle(thread, handle, &message)
    };
    let path = match address.meaning()? {
        Meaning::Path(path) => path,
        Meaning::Unspecified => return Err(Errno::EINVAL),
        Meaning::Unnamed | Meaning::Abstract => return ask([0; 2]).map(drop),
    };
    if state(thread, handle)?.1 & SocketState::BOUND.bits() != 0 {
        return Err(Errno::EINVAL);
    }
    fs::mknod(thread, AT_FDCWD, path, S_IFSOCK | 0o777, 0).map_err(|errno| match errno {
        Errno::EEXIST => Errno::EADDRINUSE,
        other => other,
    })?;
    let bound = address::key(thread, path).and_then(ask);
    if bound.is_err() {
        // It was made just now, for nothing.
        let _ = fs::unlink(thread, AT_FDCWD, path, 0);
    }
    bound.map(drop)
}

/// Type and [`SocketState`] of a server's socket.
pub(super) fn state(thread: &Thread, handle: Handle) -> Result<(u32, u64)> {
    let message = Message::new(Operation::SocketQuery, [0; 4]);
    let answer = call_handle(thread, handle, &message)?;
    Ok((answer.values[0] as u32, answer.values[1]))
}

/// `listen`. Errors: EINVAL, EOPNOTSUPP.
pub fn listen(thread: &Thread, fd: i32, backlog: i32) -> Result<()> {
    let (handle, info) = find(fd)?;
    if info.has_server == 0 {
        // An end of a pair is connected, or cannot be.
        return Err(match info.kind {
            super::DATAGRAM => Errno::EOPNOTSUPP,
            _ => Errno::EINVAL,
        });
    }
    let args = [backlog as i64 as u64, 0, 0, 0];
    call_handle(thread, handle, &Message::new(Operation::SocketListen, args)).map(drop)
}

/// `accept4`: the new descriptor; the peer's name to `name`, and its length. Errors: EAGAIN, EINVAL, EINTR,
/// EOPNOTSUPP, EMFILE.
pub fn accept(thread: &Thread, fd: i32, flags: i32, name: UserSlice) -> Result<(i32, usize)> {
    if flags & !FLAGS != 0 {
        return Err(Errno::EINVAL);
    }
    let (handle, info) = find(fd)?;
    if info.has_server == 0 {
        return Err(match info.kind {
            super::DATAGRAM => Errno::EOPNOTSUPP,
            _ => Errno::EINVAL,
        });
    }
    let args = [(flags & O_NONBLOCK) as u64, 0, 0, 0];
    let message = Message::new(Operation::SocketAccept, args)
        .flags(placed(flags))
        .output(name);
    let answer = call_handle(thread, handle, &message)?;
    Ok((answer.handle.0 as i32, answer.output_len))
}

/// `connect`. Errors: EAGAIN, ECONNREFUSED, EISCONN, ENOENT, EACCES, EPROTOTYPE, EINTR, EINVAL.
pub fn connect(thread: &Thread, fd: i32, address: usize, len: usize) -> Result<()> {
    let (handle, info) = find(fd)?;
    let address = Address::load(address, len)?;
    let key = match address.meaning()? {
        Meaning::Unspecified if info.kind != STREAM => [0; 2],
        _ => address::key_of(thread, &address)?,
    };
    if info.has_server == 0 {
        return Err(Errno::EISCONN);
    }
    let message = Message::new(Operation::SocketConnect, [key[0], key[1], 0, 0])
        .input(UserSlice::of(address.bytes()));
    call_handle(thread, handle, &message).map(drop)
}

/// A writing end to the datagram socket of that address. Errors: as [`connect`].
pub(super) fn reach(thread: &Thread, handle: Handle, address: &Address) -> Result<Handle> {
    let key = address::key_of(thread, address)?;
    let message = Message::new(Operation::SocketReach, [key[0], key[1], 0, 0])
        .input(UserSlice::of(address.bytes()))
        .flags(CallFlags::HIGH | CallFlags::CLOSE_ON_EXEC);
    call_handle(thread, handle, &message).map(|answer| answer.handle)
}

/// Whose name is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    Own,
    Peer,
}

/// `getsockname` and `getpeername`: the name to `room`, and its length before cutting. Errors: ENOTCONN.
pub fn name(thread: &Thread, fd: i32, whose: Whose, room: UserSlice) -> Result<usize> {
    let (handle, info) = find(fd)?;
    if info.has_server == 0 {
        // A pair's ends have the family alone.
        let family = address::AF_UNIX.to_ne_bytes();
        let len = family.len().min(room.len);
        crate::kernel::user::copy_to(room.address, &family[..len])?;
        return Ok(family.len());
    }
    let args = [(whose == Whose::Peer).into(), 0, 0, 0];
    let message = Message::new(Operation::SocketName, args).output(room);
    call_handle(thread, handle, &message).map(|answer| answer.output_len)
}

/// Closes what [`reach`] gave.
pub(super) fn let_go(reached: Handle) {
    // It was opened just now.
    let _ = handle::close(reached);
}
