//! Sockets of the Unix domain.
//!
//! The ends of a pair are the kernel's alone. A socket from `socket` is a file of the server of the scheme `local`
//! (`servers/local`), which knows its name, listens and connects; its data, once it is connected, goes through
//! the kernel as a pair's does. The name of a file stands for the file's device and inode numbers, by which
//! the server knows the socket.

mod address;
mod connect;
mod message;
mod option;

pub(crate) use connect::kind_of;
pub use connect::{accept, bind, connect, listen, name, socket, Whose};
pub use message::{receive, send, Incoming, Outgoing};
pub use option::{get_option, set_option, OPTION_MAX};

use crate::fd::handle_of;
use crate::kernel::socket as kernel;
use abi::errno::Result;
use abi::socket::SocketInfo;
use abi::{Errno, Handle};

/// Which socket a function is about: its handle and what the kernel knows of it. Errors: EBADF, ENOTSOCK.
fn find(fd: i32) -> Result<(Handle, SocketInfo)> {
    let handle = handle_of(fd)?;
    let info = kernel::get_info(handle)?;
    Ok((handle, info))
}

/// Whether a pair's or a server's socket carries a stream, by [`SocketInfo::kind`].
const STREAM: u32 = 0;
const DATAGRAM: u32 = 1;

/// Refuses with EOPNOTSUPP what only a server's socket can do.
fn require_server(info: &SocketInfo) -> Result<()> {
    match info.has_server {
        0 => Err(Errno::EOPNOTSUPP),
        _ => Ok(()),
    }
}
