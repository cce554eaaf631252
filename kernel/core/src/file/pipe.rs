//! Ends of pipes and of connected pairs: they say who is still there.

use super::ring::{Receive, Ring, Transfer};
use super::socket::Socket;
use super::{Body, File};
use crate::thread::Thread;
use crate::wait::WaitList;
use abi::event::Ready;
use abi::process::Identity;
use abi::{Errno, Rights, UserSlice};
use alloc::sync::Arc;

/// A reading end. When the last one goes, writers get EPIPE.
pub struct ReadEnd {
    ring: Arc<Ring>,
    /// How many writing ends there ever were when this was opened without any.
    alone_at: Option<u64>,
    /// A writer is about to come: the pipe is not at its end before.
    writer_comes: bool,
}

/// A writing end. When the last one goes, readers get end of file.
pub struct WriteEnd(Arc<Ring>);

impl ReadEnd {
    /// A new reading end of `ring`. `writer_comes`: see [`abi::message::ReplyFlags::WRITER_COMES`].
    pub fn open(ring: &Arc<Ring>, writer_comes: bool) -> Self {
        let alone_at = ring.open_reading();
        Self {
            ring: ring.clone(),
            alone_at,
            writer_comes,
        }
    }

    pub fn ring(&self) -> &Ring {
        &self.ring
    }

    /// As [`Ring::read`].
    pub fn read(
        &self,
        thread: &Arc<Thread>,
        slices: &[UserSlice],
        nonblocking: bool,
        deadline_ns: u64,
    ) -> Result<usize, Errno> {
        let awaited = self.alone_at.filter(|_| self.writer_comes);
        let how = Receive {
            nonblocking,
            deadline_ns,
            peek: false,
        };
        self.ring.read(thread, slices, &how, awaited)
    }

    /// IN with data, HUP without writers, if there ever was one since this was opened.
    pub fn ready(&self) -> Ready {
        let ready = self.ring.read_ready();
        match self.alone_at {
            Some(ever) if ready.contains(Ready::HUP) && ever == self.ring.writers_ever() => {
                ready - Ready::HUP
            }
            _ => ready,
        }
    }
}

impl WriteEnd {
    /// A new writing end of `ring`.
    pub fn open(ring: &Arc<Ring>) -> Self {
        ring.open_writing();
        Self(ring.clone())
    }

    pub fn ring(&self) -> &Ring {
        &self.0
    }
}

impl Drop for ReadEnd {
    fn drop(&mut self) {
        self.ring.close_reading();
    }
}

impl Drop for WriteEnd {
    fn drop(&mut self) {
        self.0.close_writing();
    }
}

/// What an open file has of a pipe that a server gave by name: a reading end, a writing end, or both.
pub struct NamedEnds {
    pub reader: Option<ReadEnd>,
    pub writer: Option<WriteEnd>,
}

impl NamedEnds {
    /// The ends that `rights` ask for.
    pub fn open(ring: &Arc<Ring>, rights: Rights, writer_comes: bool) -> Self {
        let (reads, writes) = (
            rights.contains(Rights::READ),
            rights.contains(Rights::WRITE),
        );
        Self {
            writer: writes.then(|| WriteEnd::open(ring)),
            reader: reads.then(|| ReadEnd::open(ring, writer_comes)),
        }
    }

    /// Readiness of the ends there are.
    pub fn ready(&self) -> Ready {
        let read = self.reader.as_ref().map(ReadEnd::ready);
        let write = self.writer.as_ref().map(|end| end.ring().write_ready());
        read.unwrap_or(Ready::empty()) | write.unwrap_or(Ready::empty())
    }

    /// The lists of who waits for a change.
    pub fn watchers(&self) -> [Option<&WaitList>; 2] {
        [
            self.reader.as_ref().map(|end| end.ring().readable()),
            self.writer.as_ref().map(|end| end.ring().writable()),
        ]
    }
}

/// Both directions of one end of a connected pair.
#[derive(Clone)]
pub struct Ends {
    pub reader: Arc<ReadEnd>,
    pub writer: Arc<WriteEnd>,
    pub socket: Arc<Socket>,
}

impl Ends {
    /// Readiness of both directions; HUP when the peer is gone both ways.
    pub fn ready(&self) -> Ready {
        let (read, write) = (self.reader.ready(), self.writer.0.write_ready());
        let mut ready = (read | write) - (Ready::HUP | Ready::ERR);
        if read.contains(Ready::HUP) {
            ready |= Ready::RDHUP | Ready::IN;
            if write.contains(Ready::ERR) {
                ready |= Ready::HUP;
            }
        }
        ready
    }
}

fn ends(ring: Ring) -> (Arc<ReadEnd>, Arc<WriteEnd>) {
    let ring = Arc::new(ring);
    let writer = WriteEnd::open(&ring);
    (Arc::new(ReadEnd::open(&ring, false)), Arc::new(writer))
}

/// A pipe: reading end, writing end.
pub fn create(flags: u32) -> [Arc<File>; 2] {
    let (reader, writer) = ends(Ring::new(Transfer::Bytes));
    [
        File::new(Body::Reader(reader), flags),
        File::new(Body::Writer(writer), flags),
    ]
}

/// A connected pair of a kind that [`abi::Call::SocketPair`] has, made by `maker`.
pub fn create_pair(flags: u32, kind: u32, maker: Identity) -> [Arc<File>; 2] {
    let transfer = match kind {
        0 => Transfer::Bytes,
        _ => Transfer::Records,
    };
    let (reader_a, writer_a) = ends(Ring::new(transfer));
    let (reader_b, writer_b) = ends(Ring::new(transfer));
    let one = Ends {
        reader: reader_a,
        writer: writer_b,
        socket: Socket::new(kind, maker),
    };
    let other = Ends {
        reader: reader_b,
        writer: writer_a,
        socket: Socket::new(kind, maker),
    };
    [
        File::new(Body::Socket(one), flags),
        File::new(Body::Socket(other), flags),
    ]
}

/// Shuts directions of a socket: bit 0 reading, bit 1 writing. ENOTSOCK, ENOTCONN, EINVAL.
pub fn shutdown(file: &File, how: u64) -> Result<(), Errno> {
    let ends = file.socket_ends()?;
    if !(1..=3).contains(&how) {
        return Err(Errno::EINVAL);
    }
    if how & 1 != 0 {
        ends.reader.ring.shut_reading();
        ends.reader.ring.shut_writing();
    }
    if how & 2 != 0 {
        ends.writer.0.shut_writing();
    }
    Ok(())
}
