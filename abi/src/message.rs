//! Messages between clients and servers.
//!
//! A client calls on a handle (the namespace and a scheme's name, a directory, any file); the
//! server that stands behind it receives a [`Request`] and answers with a [`Reply`]. The kernel
//! gives an operation no meaning: `posix::protocol` does. Sequence of one call:
//!
//! ```text
//! client  Call(handle, &CallRequest)  ---- Request{kind: Call, id, ...} ---->  server
//! client  <- result, output, handles  ----          Reply{id, ...}      <----  server
//! ```
//!
//! A client interrupted by a notification stays in the call and the server gets `Cancel(id)`; it
//! should answer soon, with EINTR or the finished result. A client that is killed is not waited
//! for. When a server dies, its callers and
//! all later calls on its files get EIO, and a poll of its files tells ERR and HUP.

use crate::process::Identity;
use crate::{Handle, UserSlice};
use bitflags::bitflags;

/// Most bytes of name and input together in one message.
pub const MESSAGE_MAX: usize = 1 << 17;

/// Most handles in one message, each way.
pub const MESSAGE_HANDLES_MAX: usize = 16;

/// Server's file number of "no file": the scheme itself, reached through the namespace.
pub const SCHEME_ROOT: u64 = 0;

/// Argument of [`crate::Call::Call`], and where its results are written.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct CallRequest {
    /// Meaning by the server (`posix::protocol`).
    pub operation: u32,
    /// [`CallFlags`] bits.
    pub flags: u32,
    pub args: [u64; 4],
    /// Scheme name; read only if the handle called on is a namespace.
    pub scheme: UserSlice,
    /// First part of the payload (a path, relative to the file called on).
    pub name: UserSlice,
    /// Second part of the payload.
    pub input: UserSlice,
    /// Where the reply's payload goes; a longer one is cut.
    pub output: UserSlice,
    /// Handles to lend to the server: array of [`Handle`], `len` in entries. Each needs
    /// `Rights::TRANSFER`; the client keeps its own.
    pub handles: UserSlice,
    /// Where handles in the reply go, new files included: array of [`Handle`], `len` in entries.
    pub handles_out: UserSlice,
    /// Result: second and third result word (the first is the call's return value).
    pub values: [u64; 2],
    /// Result: bytes of payload in the reply, before cutting to `output`.
    pub output_len: usize,
    /// Result: handles written to `handles_out`.
    pub handles_len: usize,
}

bitflags! {
    /// Flags of a call.
    #[repr(transparent)]
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct CallFlags: u32 {
        /// Handles received are closed on exec.
        const CLOSE_ON_EXEC = 1 << 0;
        /// Handles received are placed in the high range.
        const HIGH = 1 << 2;
        /// Notifications do not cancel this call.
        const UNINTERRUPTIBLE = 1 << 3;
    }
}

/// What a received request is.
#[repr(u32)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// A client's [`crate::Call::Call`]; needs a reply.
    #[default]
    Call = 0,
    /// A read of a file without a stream: `args` = offset, length; needs a reply with payload.
    Read = 1,
    /// A write to a file without a stream: `args` = offset; the input is the data; needs a reply
    /// whose result is the number of bytes taken.
    Write = 2,
    /// The last handle of `file` is gone. No reply.
    Close = 3,
    /// The client of request `args[0]` was interrupted: answer that one soon. No reply.
    Cancel = 4,
    /// A paged memory object wants pages: `file` = the object's cookie, `args` = byte offset,
    /// bytes. Reply with the data as payload.
    PageIn = 5,
    /// A paged memory object gives back a dirty page: `file`, `args` as in `PageIn`; the input is
    /// the data. Needs a reply.
    PageOut = 6,
    /// A process made by this scheme's owner has ended: `file` = its cookie, `args` = its
    /// exit status word, user CPU ns, system CPU ns, peak resident bytes. No reply.
    ProcessExited = 7,
    /// A write through a file's stream wants the file to grow beyond what the server reserved:
    /// `file`, `args` = wanted size in bytes. Needs a reply.
    Grow = 8,
    /// Bytes went through `file`'s stream, which the server watches: `args[0]` =
    /// [`crate::file::Transfers`]. The client goes on when it is answered, whatever the answer is; one that is ending
    /// does not wait, and `id` may be 0.
    Transferred = 9,
}

/// A request as a server receives it. The payload (name, then input) is in the server's buffer.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct Request {
    /// Names the request in the reply; never 0 for one that needs a reply.
    pub id: u64,
    pub kind: Kind,
    /// Operation of a `Call`.
    pub operation: u32,
    /// Server's number of the file called on, or [`SCHEME_ROOT`].
    pub file: u64,
    pub args: [u64; 4],
    /// Who calls, set by the kernel.
    pub caller: Identity,
    /// Bytes of name at the start of the buffer.
    pub name_len: u32,
    /// Bytes of input behind the name.
    pub input_len: u32,
    /// Most bytes of payload that the client takes.
    pub output_max: u64,
    /// Status flags of the file called on ([`crate::file::FileFlags`]).
    pub file_flags: u32,
    /// Handles received; installed in the server's high range, close on exec.
    pub handles_len: u32,
    pub handles: [u32; MESSAGE_HANDLES_MAX],
}

/// Argument of the receive calls.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ReceiveRequest {
    /// Where the request goes.
    pub request: usize,
    /// Where the payload goes. A request whose payload does not fit fails with EMSGSIZE at the
    /// client; give [`MESSAGE_MAX`] to take all.
    pub buffer: UserSlice,
    /// Give up then, with ETIMEDOUT; [`crate::time::NO_DEADLINE`] to wait for ever; 0 to poll
    /// (EAGAIN).
    pub deadline_ns: u64,
}

bitflags! {
    /// What a reply carries besides its result.
    #[repr(transparent)]
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct ReplyFlags: u32 {
        /// A new file is opened for the client: `file`, `stream`, `ready`, `file_flags`, `rights`.
        const NEW_FILE = 1 << 0;
        /// Handles are given to the client after the new file: `handles`.
        const HANDLES = 1 << 1;
        /// The new file is not seekable (terminal, pipe): seek gives ESPIPE.
        const NOT_SEEKABLE = 1 << 2;
        /// `handles[0]` itself is what the client opened (a pipe's end, another server's file):
        /// installed as the new handle, with `file_flags` as its status flags.
        const FORWARD = 1 << 3;
        /// The new file gets no close notice and keeps none of the server's state.
        const NO_CLOSE_NOTICE = 1 << 4;
        /// The new file is a pipe's reading end and a writer is about to come: until it has, the pipe
        /// is empty rather than at its end.
        const WRITER_COMES = 1 << 5;
        /// The new file is a socket; its data comes with [`crate::Call::SchemeConnect`], unless its stream
        /// is an end of a pair.
        const SOCKET = 1 << 6;
    }
}

/// An answer to a request.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Reply {
    /// The request's `id`. 0: no reply, only receive.
    pub id: u64,
    /// Result word: negative is minus an [`crate::Errno`].
    pub result: i64,
    pub values: [u64; 2],
    pub output: UserSlice,
    /// [`ReplyFlags`] bits.
    pub flags: u32,
    /// [`crate::file::FileFlags`] of the new file.
    pub file_flags: u32,
    /// Server's number of the new file.
    pub file: u64,
    /// [`crate::Rights`] of the new handle.
    pub rights: u32,
    /// Stream of the new file, or [`Handle::NONE`].
    pub stream: Handle,
    /// First readiness of the new file ([`crate::event::Ready`]); the kernel knows that of files
    /// with a stream.
    pub ready: u32,
    pub handles_len: u32,
    pub handles: [u32; MESSAGE_HANDLES_MAX],
}

impl Reply {
    /// The plain answer `result` to request `id`.
    pub const fn new(id: u64, result: i64) -> Self {
        Self {
            id,
            result,
            values: [0; 2],
            output: UserSlice::EMPTY,
            flags: 0,
            file_flags: 0,
            file: 0,
            rights: 0,
            stream: Handle::NONE,
            ready: 0,
            handles_len: 0,
            handles: [0; MESSAGE_HANDLES_MAX],
        }
    }
}
