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
use crate::kernel::{file, socket as kernel};
use crate::protocol::Operation;
use crate::state::Thread;
use abi::errno::Result;
use abi::message::{CallFlags, CallRequest};
use abi::socket::SocketInfo;
use abi::{Errno, Handle, UserSlice};

/// Which socket a function is about: its handle and what the kernel knows of it. Errors: EBADF, ENOTSOCK.
fn find(fd: i32) -> Result<(Handle, SocketInfo)> {
    let handle = handle_of(fd)?;
    let info = kernel::get_info(handle)?;
    Ok((handle, info))
}

/// Whether a pair's or a server's socket carries a stream, by [`SocketInfo::kind`].
const STREAM: u32 = 0;
const DATAGRAM: u32 = 1;

/// One message to the server, about a socket or, with the namespace, about none.
struct Ask<'a> {
    operation: Operation,
    flags: CallFlags,
    args: [u64; 4],
    input: &'a [u8],
    output: UserSlice,
}

/// What came back.
struct Answer {
    values: [u64; 2],
    output_len: usize,
    handle: Handle,
}

impl<'a> Ask<'a> {
    const fn new(operation: Operation, args: [u64; 4]) -> Self {
        Self {
            operation,
            flags: CallFlags::empty(),
            args,
            input: &[],
            output: UserSlice::EMPTY,
        }
    }

    const fn input(mut self, input: &'a [u8]) -> Self {
        self.input = input;
        self
    }

    fn send(&self, thread: &Thread, target: Handle) -> Result<Answer> {
        let mut received = Handle::NONE;
        let mut request = CallRequest {
            operation: self.operation as u32,
            flags: self.flags.bits(),
            args: self.args,
            scheme: UserSlice::of(b"local"),
            name: UserSlice::EMPTY,
            input: UserSlice::of(self.input),
            output: self.output,
            handles: UserSlice::EMPTY,
            handles_out: UserSlice {
                address: core::ptr::from_mut(&mut received) as usize,
                len: 1,
            },
            values: [0; 2],
            output_len: 0,
            handles_len: 0,
        };
        thread.restarting(|| file::call(target, &mut request))?;
        Ok(Answer {
            values: request.values,
            output_len: request.output_len,
            handle: received,
        })
    }
}

/// Refuses with EOPNOTSUPP what only a server's socket can do.
fn require_server(info: &SocketInfo) -> Result<()> {
    match info.has_server {
        0 => Err(Errno::EOPNOTSUPP),
        _ => Ok(()),
    }
}
