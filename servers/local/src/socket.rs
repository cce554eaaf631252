//! What is known of one socket.

use crate::names::Key;
use abi::Handle;
use posix::identity::Credentials;
use posix::kernel::handle;
use std::collections::VecDeque;

/// A handle of the server's own, closed when dropped.
#[derive(Debug)]
pub struct Owned(pub Handle);

impl Drop for Owned {
    fn drop(&mut self) {
        // It is the server's own and stays open until now.
        let _ = handle::close(self.0);
    }
}

/// The other side of a connection.
#[derive(Clone, Debug, Default)]
pub struct Peer {
    pub name: Vec<u8>,
    pub credentials: Credentials,
}

/// A connection that nobody has accepted yet.
#[derive(Debug)]
pub struct Pending {
    pub end: Owned,
    pub peer: Peer,
}

/// A request that waits for a connection, or for a place in the queue.
#[derive(Clone, Copy, Debug)]
pub struct Waiting {
    pub request: u64,
    /// The socket that it is about.
    pub file: u64,
    /// `O_NONBLOCK` for the socket to come.
    pub flags: u64,
    pub credentials: Credentials,
}

/// A socket that listens.
#[derive(Debug, Default)]
pub struct Listener {
    pub backlog: usize,
    pub credentials: Credentials,
    pub pending: VecDeque<Pending>,
    pub acceptors: VecDeque<Waiting>,
    pub connectors: VecDeque<Waiting>,
}

/// What a socket does.
#[derive(Debug)]
pub enum State {
    Unconnected,
    Listening(Listener),
    Connected(Peer),
    /// Receives datagrams; the end writes to it. With a peer, if it is connected.
    Datagram(Owned, Option<Peer>),
}

/// A socket.
#[derive(Debug)]
pub struct Socket {
    /// As the kernel's `SocketPair` takes it.
    pub kind: u32,
    /// Its address; empty if it has none.
    pub name: Vec<u8>,
    pub key: Option<Key>,
    pub state: State,
}
