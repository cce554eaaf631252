//! What a socket has beside its ends: words, its peer, and, of a server's socket, the ends that come later.

use super::passing::Extra;
use super::pipe::{Ends, WriteEnd};
use super::ring::{Receive, Received, Ring, Wait};
use super::{Body, Data, File};
use crate::lock::{Rank, SpinLock};
use crate::machine::machine;
use crate::thread::Thread;
use abi::process::Identity;
use abi::socket::word;
use abi::time::NO_DEADLINE;
use abi::{Errno, UserSlice};
use alloc::sync::Arc;
use core::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use spin::Once;

/// [`abi::Call::SocketPair`]'s kind of datagrams.
const DATAGRAM: u32 = 1;

const WORDS: usize = word::COUNT as usize;

/// What all handles of one socket share.
pub struct Socket {
    /// As [`abi::Call::SocketPair`] takes it; of a server's socket that of its data.
    kind: AtomicU32,
    /// Who made the pair.
    pub peer: Identity,
    words: [AtomicU64; WORDS],
}

impl Socket {
    pub fn new(kind: u32, peer: Identity) -> Arc<Self> {
        Arc::new(Self {
            kind: AtomicU32::new(kind),
            peer,
            words: [const { AtomicU64::new(0) }; WORDS],
        })
    }

    /// As [`abi::Call::SocketPair`] takes it.
    pub fn kind(&self) -> u32 {
        self.kind.load(Ordering::Relaxed)
    }

    /// A word. EINVAL.
    pub fn word(&self, index: u64) -> Result<&AtomicU64, Errno> {
        let index = usize::try_from(index).map_err(|_| Errno::EINVAL)?;
        self.words.get(index).ok_or(Errno::EINVAL)
    }

    /// When a call that begins now gives up; the timeout's word as [`word`] has it.
    #[inline]
    fn deadline(&self, timeout: u64) -> u64 {
        match self.words[timeout as usize].load(Ordering::Relaxed) {
            0 => NO_DEADLINE,
            ns => machine().now_ns().saturating_add(ns),
        }
    }

    #[inline]
    pub fn receive_deadline(&self) -> u64 {
        self.deadline(word::RECEIVE_TIMEOUT)
    }

    #[inline]
    pub fn send_deadline(&self) -> u64 {
        self.deadline(word::SEND_TIMEOUT)
    }
}

/// A socket of a server: it has no ends before it is connected.
pub struct ServerSocket {
    pub socket: Arc<Socket>,
    ends: Once<Ends>,
    /// What it writes to instead: where its datagrams go.
    target: SpinLock<Option<Arc<WriteEnd>>>,
    /// The name that its datagrams bear.
    name: SpinLock<Option<Arc<[u8]>>>,
}

impl ServerSocket {
    /// A socket with the ends of a pair, or without.
    pub fn new(ends: Option<Ends>) -> Self {
        let (kind, peer) = match &ends {
            Some(ends) => (ends.socket.kind(), ends.socket.peer),
            None => (0, Identity::default()),
        };
        let new = Self {
            socket: Socket::new(kind, peer),
            ends: Once::new(),
            target: SpinLock::new(Rank::SOCKET, None),
            name: SpinLock::new(Rank::SOCKET, None),
        };
        if let Some(ends) = ends {
            new.connect(ends.clone(), Some(ends), None);
        }
        new
    }

    /// Gives it its ends, or, if it has some, another way to write.
    pub fn connect(&self, reader: Ends, writer: Option<Ends>, name: Option<Arc<[u8]>>) {
        let mut is_first = false;
        self.ends.call_once(|| {
            is_first = true;
            let kind = reader.socket.kind();
            self.socket.kind.store(kind, Ordering::Relaxed);
            Ends {
                reader: reader.reader.clone(),
                writer: writer.as_ref().unwrap_or(&reader).writer.clone(),
                socket: self.socket.clone(),
            }
        });
        let old_name = core::mem::replace(&mut *self.name.lock(), name);
        if !is_first {
            let target = writer.map(|ends| ends.writer);
            let old = core::mem::replace(&mut *self.target.lock(), target);
            drop(old);
        }
        drop(old_name);
    }

    pub fn ends(&self) -> Option<&Ends> {
        self.ends.get()
    }

    /// Where it writes: datagrams go only where it was told later. ENOTCONN.
    fn writer(&self) -> Result<Arc<WriteEnd>, Errno> {
        let ends = self.ends().ok_or(Errno::ENOTCONN)?;
        match self.socket.kind() {
            DATAGRAM => self.target.lock().clone().ok_or(Errno::ENOTCONN),
            _ => Ok(ends.writer.clone()),
        }
    }
}

impl File {
    /// A server's socket.
    pub fn server_socket(&self) -> Option<&ServerSocket> {
        match &self.body {
            Body::Server(file) => match file.data() {
                Data::Socket(socket) => Some(socket),
                _ => None,
            },
            _ => None,
        }
    }

    /// What it has as a socket. ENOTSOCK.
    pub fn socket(&self) -> Result<&Arc<Socket>, Errno> {
        match (&self.body, self.server_socket()) {
            (Body::Socket(ends), _) => Ok(&ends.socket),
            (_, Some(server)) => Ok(&server.socket),
            _ => Err(Errno::ENOTSOCK),
        }
    }

    /// The ends of a socket. ENOTSOCK, ENOTCONN.
    pub fn socket_ends(&self) -> Result<Ends, Errno> {
        match (&self.body, self.server_socket()) {
            (Body::Socket(ends), _) => Ok(ends.clone()),
            (_, Some(server)) => server.ends().cloned().ok_or(Errno::ENOTCONN),
            _ => Err(Errno::ENOTSOCK),
        }
    }

    /// The name that datagrams of this socket bear.
    pub fn socket_name(&self) -> Option<Arc<[u8]>> {
        self.server_socket()
            .and_then(|server| server.name.lock().clone())
    }

    /// Sends a message. As [`super::ring::Ring::send`]; ENOTSOCK, ENOTCONN, ETOOMANYREFS, ECONNREFUSED of a
    /// datagram.
    pub fn send(
        &self,
        thread: &Arc<Thread>,
        slices: &[UserSlice],
        nonblocking: bool,
        extra: Option<Extra>,
    ) -> Result<usize, Errno> {
        let writer = match (&self.body, self.server_socket()) {
            (Body::Socket(ends), _) => ends.writer.clone(),
            (_, Some(server)) => server.writer()?,
            _ => return Err(Errno::ENOTSOCK),
        };
        let wait = Wait {
            nonblocking: nonblocking || self.is_nonblocking(),
            deadline_ns: self.socket()?.send_deadline(),
        };
        let mut extra = extra;
        if let Some(extra) = &extra {
            extra.reserve(writer.ring())?;
        }
        let result = writer.ring().send(thread, slices, &wait, &mut extra);
        if let Some(extra) = extra {
            extra.release(writer.ring());
        }
        result.map_err(|error| self.socket_error(error, writer.ring()))
    }

    /// What writing to a socket's `ring` failed with, as sockets tell it: nobody is there any more to read a datagram.
    pub fn socket_error(&self, error: Errno, ring: &Ring) -> Errno {
        let is_datagram = self.socket().is_ok_and(|socket| socket.kind() == DATAGRAM);
        match error {
            Errno::EPIPE if is_datagram && !ring.has_readers() => Errno::ECONNREFUSED,
            other => timed_out(other),
        }
    }

    /// Receives a message. As [`super::ring::Ring::receive`]; ENOTSOCK, ENOTCONN.
    pub fn receive(
        &self,
        thread: &Arc<Thread>,
        slices: &[UserSlice],
        nonblocking: bool,
        peek: bool,
    ) -> Result<Received, Errno> {
        let ends = self.socket_ends()?;
        let how = Receive {
            nonblocking: nonblocking || self.is_nonblocking(),
            deadline_ns: ends.socket.receive_deadline(),
            peek,
        };
        let ring = ends.reader.ring();
        ring.receive(thread, slices, &how).map_err(timed_out)
    }
}

/// A socket's time-out is told as EAGAIN (POSIX, SO_RCVTIMEO).
pub fn timed_out(error: Errno) -> Errno {
    match error {
        Errno::ETIMEDOUT => Errno::EAGAIN,
        other => other,
    }
}
