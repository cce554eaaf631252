//! Sockets: messages with handles, and what a socket knows of itself.

use crate::process::Identity;
use crate::UserSlice;
use bitflags::bitflags;

bitflags! {
    /// How one message is sent or received.
    #[repr(transparent)]
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct MessageFlags: u32 {
        /// EAGAIN instead of waiting.
        const DONT_WAIT = 1 << 0;
        /// What is received stays.
        const PEEK = 1 << 1;
        /// Handles received are closed on exec.
        const CLOSE_ON_EXEC = 1 << 2;
        /// Result: handles that came with it did not fit, and are lost.
        const HANDLES_LOST = 1 << 3;
    }
}

/// Argument of [`crate::Call::SocketSend`] and [`crate::Call::SocketReceive`].
#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct SocketMessage {
    /// Array of [`crate::file::IoVec`], `len` in entries.
    pub vectors: UserSlice,
    /// Handles that go with it, or room for those that come: array of [`crate::Handle`].
    pub handles: UserSlice,
    /// Receiving: room for the sender's name.
    pub name: UserSlice,
    /// [`MessageFlags`] bits; of the result, after receiving.
    pub flags: u32,
    /// Result: handles received.
    pub handles_len: u32,
    /// Result: bytes of the sender's name, before cutting.
    pub name_len: u64,
    /// Result: bytes of the record, before cutting; of a stream the bytes received.
    pub record_len: u64,
    /// Result: who sent it, if it came with handles or a name; else zeros.
    pub sender: Identity,
}

/// What [`crate::Call::SocketInfo`] tells.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct SocketInfo {
    /// As [`crate::Call::SocketPair`] takes it.
    pub kind: u32,
    /// Whether a server stands behind it, which knows the rest.
    pub has_server: u32,
    /// Who made the pair.
    pub peer: Identity,
}

/// Words that a socket keeps, for [`crate::Call::SocketWord`].
pub mod word {
    /// Nanoseconds that receiving waits at most, 0 without end; then EAGAIN.
    pub const RECEIVE_TIMEOUT: u64 = 0;
    /// Nanoseconds that sending waits at most, 0 without end; then EAGAIN.
    pub const SEND_TIMEOUT: u64 = 1;
    /// The first of those without a meaning to the kernel.
    pub const FREE: u64 = 2;
    /// How many there are.
    pub const COUNT: u64 = 6;
}

/// Most handles in one message.
pub const HANDLES_MAX: usize = 253;
/// Most bytes in a name.
pub const NAME_MAX: usize = 128;
