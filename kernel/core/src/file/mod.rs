//! Open files: what read, write and seek work on.
//!
//! A [`File`] is what POSIX calls an open file description: status flags and an offset over a
//! [`Body`]. The body is a server's file (with a stream, if the server gave one: then the server is
//! not asked for data), a stream alone, a pipe's end, a socket's end, a counter, or the caller's own notifications. [`ring`]
//! holds the bytes of pipes and sockets.

pub mod counter;
pub mod passing;
pub mod pipe;
pub mod ring;
mod server;
pub mod socket;
mod transfer;
mod watch;

use crate::ipc::call::Target;
use crate::memory::Stream;
use crate::scheduler;
use crate::time::timer::OwnedTimer;
use crate::wait::WaitList;
use abi::event::Ready;
use abi::file::FileFlags;
use abi::Errno;
use alloc::sync::Arc;
use core::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use counter::Counter;
use pipe::{Ends, ReadEnd, WriteEnd};
use ring::Ring;

pub use server::{Data, ServerFile};
pub use transfer::Direction;
pub use watch::Watched;

/// What an open file is over.
#[derive(Clone)]
pub enum Body {
    Server(Arc<ServerFile>),
    /// A stream that no server stands behind.
    Stream(Arc<Stream>),
    /// A pipe's reading end.
    Reader(Arc<ReadEnd>),
    /// A pipe's writing end.
    Writer(Arc<WriteEnd>),
    /// One end of a connected pair: reads one ring, writes the other.
    Socket(Ends),
    /// A pipe that a server gives by name; no end of it.
    Pipe(Arc<Ring>),
    /// A counter.
    Counter(Arc<Counter>),
    /// The counter of a timer's expiries.
    Timer(Arc<OwnedTimer>),
    /// Whether notifications of a set are pending for whoever asks.
    Notifications(Arc<AtomicU64>),
}

/// An open file.
pub struct File {
    flags: AtomicU32,
    offset: AtomicU64,
    body: Body,
}

static COUNT: AtomicU64 = AtomicU64::new(0);

/// Open files alive.
pub fn count() -> u64 {
    COUNT.load(Ordering::Relaxed)
}

/// Status flags that a file may have.
fn status_flags(bits: u32) -> u32 {
    FileFlags::from_bits_truncate(bits).bits()
}

impl File {
    /// An open file over `body`.
    pub fn new(body: Body, flags: u32) -> Arc<Self> {
        COUNT.fetch_add(1, Ordering::Relaxed);
        Arc::new(Self {
            flags: AtomicU32::new(status_flags(flags)),
            offset: AtomicU64::new(0),
            body,
        })
    }

    /// An open file over a server's.
    pub fn of_server(file: Arc<ServerFile>, flags: u32) -> Arc<Self> {
        Self::new(Body::Server(file), flags)
    }

    /// Another open file over the same body, with an offset of its own.
    pub fn reopen(&self, flags: u32) -> Result<Arc<Self>, Errno> {
        Ok(Self::new(self.body.clone(), flags))
    }

    pub fn body(&self) -> &Body {
        &self.body
    }

    /// Its status flags ([`FileFlags`]).
    pub fn flags(&self) -> u32 {
        self.flags.load(Ordering::Relaxed)
    }

    pub fn set_flags(&self, flags: u32) {
        self.flags.store(status_flags(flags), Ordering::Relaxed);
    }

    pub fn is_nonblocking(&self) -> bool {
        self.flags() & FileFlags::NONBLOCK.bits() != 0
    }

    /// The server behind it.
    pub fn target(&self) -> Option<Target> {
        match &self.body {
            Body::Server(file) => Some(Target {
                scheme: file.scheme().clone(),
                file: file.number(),
                file_flags: self.flags(),
            }),
            _ => None,
        }
    }

    /// Its stream, if the server gave one.
    pub fn stream(&self) -> Option<&Arc<Stream>> {
        match &self.body {
            Body::Server(file) => file.stream(),
            Body::Stream(stream) => Some(stream),
            _ => None,
        }
    }

    /// What it is ready for.
    pub fn ready(&self) -> Ready {
        match &self.body {
            Body::Server(file) => file.ready(),
            Body::Stream(_) => Ready::IN | Ready::OUT,
            Body::Reader(end) => end.ready(),
            Body::Writer(end) => end.ring().write_ready(),
            Body::Socket(ends) => ends.ready(),
            Body::Pipe(_) => Ready::empty(),
            Body::Counter(counter) => counter.ready(),
            Body::Timer(timer) => {
                timer.counter().map_or(Ready::empty(), Counter::ready) & Ready::IN
            }
            Body::Notifications(set) => {
                let pending = scheduler::current().all_pending();
                match pending & set.load(Ordering::Relaxed) {
                    0 => Ready::empty(),
                    _ => Ready::IN,
                }
            }
        }
    }

    /// Whether it ever becomes ready for something that it was not ready for.
    pub fn changes(&self) -> bool {
        matches!(self.body, Body::Notifications(_))
            || self.watchers().iter().flatten().next().is_some()
    }

    /// The lists of who wants to hear of changes: one, or two for a socket. Those of notifications are with the process
    /// that gets them.
    pub fn watchers(&self) -> [Option<&WaitList>; 2] {
        match &self.body {
            Body::Server(file) => file.watchers(),
            Body::Stream(_) | Body::Pipe(_) | Body::Notifications(_) => [None, None],
            Body::Counter(counter) => [Some(counter.watchers()), None],
            Body::Timer(timer) => [timer.counter().map(Counter::watchers), None],
            Body::Reader(end) => [Some(end.ring().readable()), None],
            Body::Writer(end) => [Some(end.ring().writable()), None],
            Body::Socket(ends) => [
                Some(ends.reader.ring().readable()),
                Some(ends.writer.ring().writable()),
            ],
        }
    }

    /// Bytes that can be read now. ENOTTY for files whose server knows.
    pub fn readable_bytes(&self) -> Result<u64, Errno> {
        if let Some(socket) = self.server_socket() {
            let ends = socket.ends();
            return Ok(ends.map_or(0, |ends| ends.reader.ring().readable_bytes()));
        }
        match &self.body {
            Body::Server(file) if file.pipe().is_some() => {
                let reader = file.pipe().and_then(|ends| ends.reader.as_ref());
                Ok(reader.map_or(0, |end| end.ring().readable_bytes()))
            }
            Body::Server(_) | Body::Stream(_) => match self.stream() {
                Some(stream) => Ok(stream
                    .size()
                    .saturating_sub(self.offset.load(Ordering::Relaxed))),
                None => Err(Errno::ENOTTY),
            },
            Body::Reader(end) => Ok(end.ring().readable_bytes()),
            Body::Writer(_) | Body::Pipe(_) => Ok(0),
            Body::Counter(_) | Body::Timer(_) | Body::Notifications(_) => Err(Errno::ENOTTY),
            Body::Socket(ends) => Ok(ends.reader.ring().readable_bytes()),
        }
    }
}

impl Drop for File {
    fn drop(&mut self) {
        COUNT.fetch_sub(1, Ordering::Relaxed);
    }
}
