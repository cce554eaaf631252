//! Pipes and socket pairs.

use super::{handle_of, read, write};
use crate::kernel::file::{self, SocketKind};
use crate::kernel::handle;
use crate::socket::kind_of;
use crate::state::Thread;
use crate::types::constants::fcntl::{O_CLOEXEC, O_NONBLOCK};
use abi::errno::Result;
use abi::file::{FileFlags, CURRENT_OFFSET};
use abi::handle::{HandleFlags, HandleKind};
use abi::{Errno, Handle, UserSlice};

fn placement(flags: i32) -> (HandleFlags, FileFlags) {
    let mut handle_flags = HandleFlags::empty();
    handle_flags.set(HandleFlags::CLOSE_ON_EXEC, flags & O_CLOEXEC != 0);
    let mut file_flags = FileFlags::empty();
    file_flags.set(FileFlags::NONBLOCK, flags & O_NONBLOCK != 0);
    (handle_flags, file_flags)
}

fn descriptors([first, second]: [Handle; 2]) -> [i32; 2] {
    [first.0 as i32, second.0 as i32]
}

/// `pipe2`: reading end, writing end; with `O_CLOEXEC` and `O_NONBLOCK`.
pub fn pipe(_thread: &Thread, flags: i32) -> Result<[i32; 2]> {
    if flags & !(O_CLOEXEC | O_NONBLOCK) != 0 {
        return Err(Errno::EINVAL);
    }
    let (handle_flags, file_flags) = placement(flags);
    file::pipe(handle_flags, file_flags).map(descriptors)
}

/// `socketpair` of the Unix domain, with `SOCK_CLOEXEC` and `SOCK_NONBLOCK` in `kind`.
pub fn socketpair(_thread: &Thread, domain: i32, kind: i32, protocol: i32) -> Result<[i32; 2]> {
    const AF_UNIX: i32 = 1;
    if domain != AF_UNIX {
        return Err(Errno::EAFNOSUPPORT);
    }
    if protocol != 0 && protocol != AF_UNIX {
        return Err(Errno::EPROTONOSUPPORT);
    }
    // SOCK_CLOEXEC and SOCK_NONBLOCK have the values of O_CLOEXEC and O_NONBLOCK.
    let (handle_flags, file_flags) = placement(kind);
    let kind = match kind_of(kind)? {
        0 => SocketKind::Stream,
        1 => SocketKind::Datagram,
        _ => SocketKind::SequencedPacket,
    };
    file::socket_pair(handle_flags, file_flags, kind).map(descriptors)
}

/// `shutdown`: 0 reading, 1 writing, 2 both.
pub fn shutdown(_thread: &Thread, fd: i32, how: i32) -> Result<()> {
    match how {
        0..=2 => file::shutdown(handle_of(fd)?, how as u32 + 1),
        _ => Err(Errno::EINVAL),
    }
}

/// No SIGPIPE.
const MSG_NOSIGNAL: i32 = 0x4000;

/// Whether it is a socket. Errors: EBADF, ENOTSOCK.
pub fn check_socket(_thread: &Thread, fd: i32) -> Result<()> {
    match handle::get_info(handle_of(fd)?)?.kind {
        Some(HandleKind::Socket) => Ok(()),
        _ => Err(Errno::ENOTSOCK),
    }
}

/// `recv` without flags.
pub fn receive(thread: &Thread, fd: i32, buffer: UserSlice) -> Result<usize> {
    check_socket(thread, fd)?;
    read(thread, fd, buffer)
}

/// `send` to the peer, with no flag but perhaps `MSG_NOSIGNAL`.
pub fn send(thread: &Thread, fd: i32, buffer: UserSlice, flags: i32) -> Result<usize> {
    check_socket(thread, fd)?;
    if flags & MSG_NOSIGNAL == 0 {
        return write(thread, fd, buffer);
    }
    let handle = handle_of(fd)?;
    thread.restarting(|| file::write(handle, buffer, CURRENT_OFFSET))
}
