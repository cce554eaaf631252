//! Answers of the server of sockets.

use bitflags::bitflags;

bitflags! {
    /// `values[1]` of [`super::Operation::SocketQuery`].
    #[repr(transparent)]
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct SocketState: u64 {
        const BOUND = 1 << 0;
        const LISTENING = 1 << 1;
        const CONNECTED = 1 << 2;
    }
}
