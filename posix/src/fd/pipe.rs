//! Pipes and socket pairs.

use super::handle_of;
use crate::kernel::file::{self, SocketKind};
use crate::state::Thread;
use crate::types::constants::fcntl::{O_CLOEXEC, O_NONBLOCK};
use abi::errno::Result;
use abi::file::FileFlags;
use abi::handle::HandleFlags;
use abi::{Errno, Handle};

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
    if protocol != 0 {
        return Err(Errno::EPROTONOSUPPORT);
    }
    // SOCK_CLOEXEC and SOCK_NONBLOCK have the values of O_CLOEXEC and O_NONBLOCK.
    let (handle_flags, file_flags) = placement(kind);
    let kind = match kind & !(O_CLOEXEC | O_NONBLOCK) {
        1 => SocketKind::Stream,
        2 => SocketKind::Datagram,
        5 => SocketKind::SequencedPacket,
        // Linux's kinds that the domain does not have, and numbers that are none.
        3 | 4 | 6 | 10 => return Err(Errno::ESOCKTNOSUPPORT),
        _ => return Err(Errno::EINVAL),
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
