//! Named pipes (POSIX `open`, FIFOs).
//!
//! *Overview.* The bytes are in a pipe of the kernel, whose handle here is no end of it: the ends are made
//! with the clients' files. A FIFO has such a pipe while somebody has it open or waits for that; the
//! kernel forgets the bytes with the last end. An open for reading alone waits for a writer and the
//! other way round: such requests are kept and answered when the other side comes. The readers are
//! answered first, with `WRITER_COMES`, so that neither side finds itself alone.

use crate::tree::Inode;
use abi::errno::Result;
use abi::file::StreamKind;
use abi::message::ReplyFlags;
use abi::{Errno, Handle};
use posix::kernel::{file, handle};
use posix::protocol::OpenFlags;
use posix::server::{Opened, Scheme};
use std::collections::HashMap;

/// A client that waits for the other side.
#[derive(Debug)]
struct Waiting {
    request: u64,
    number: u64,
    flags: OpenFlags,
}

#[derive(Debug)]
struct Fifo {
    pipe: Handle,
    readers: usize,
    writers: usize,
    waiting: Vec<Waiting>,
}

impl Fifo {
    fn is_unused(&self) -> bool {
        self.readers == 0 && self.writers == 0 && self.waiting.is_empty()
    }

    fn count(&mut self, flags: OpenFlags) {
        self.readers += usize::from(flags.reads());
        self.writers += usize::from(flags.writes());
    }

    fn opened(&self, number: u64, flags: OpenFlags, writer_comes: bool) -> Opened {
        let mut opened = Opened::new(number, flags).with_stream(self.pipe);
        opened.flags |= ReplyFlags::NOT_SEEKABLE;
        opened.flags.set(ReplyFlags::WRITER_COMES, writer_comes);
        opened
    }
}

impl Drop for Fifo {
    fn drop(&mut self) {
        // It is this object's own and open; ends live on in their files.
        let _ = handle::close(self.pipe);
    }
}

/// How an open of a FIFO goes on.
#[derive(Debug)]
pub enum Opening {
    /// The client gets this.
    Now(Opened),
    /// It waits, or has been answered already.
    Later,
}

/// The FIFOs that are in use.
#[derive(Debug, Default)]
pub struct Fifos {
    used: HashMap<Inode, Fifo>,
}

impl Fifos {
    /// Opens the FIFO `inode` as `number` for the client of `request`; `answered` gets the numbers of the clients that
    /// have been answered. Errors: ENXIO for a non-blocking writer without readers, ENOMEM.
    pub fn open(
        &mut self,
        scheme: Scheme,
        inode: Inode,
        (request, number): (u64, u64),
        flags: OpenFlags,
        answered: &mut Vec<u64>,
    ) -> Result<Opening> {
        if let std::collections::hash_map::Entry::Vacant(entry) = self.used.entry(inode) {
            let pipe = file::stream_create(StreamKind::Pipe, Handle::NONE, 0)?;
            entry.insert(Fifo {
                pipe,
                readers: 0,
                writers: 0,
                waiting: Vec::new(),
            });
        }
        let fifo = self.used.get_mut(&inode).ok_or(Errno::EIO)?;
        let outcome = open(fifo, scheme, (request, number), flags, answered);
        if fifo.is_unused() {
            self.used.remove(&inode);
        }
        outcome
    }

    /// An open file of the FIFO is gone.
    pub fn close(&mut self, inode: Inode, reads: bool, writes: bool) {
        if let Some(fifo) = self.used.get_mut(&inode) {
            fifo.readers -= usize::from(reads);
            fifo.writers -= usize::from(writes);
            if fifo.is_unused() {
                self.used.remove(&inode);
            }
        }
    }

    /// Takes a waiting request back; its file's number.
    pub fn cancel(&mut self, request: u64) -> Option<u64> {
        let found = self.used.iter_mut().find_map(|(&inode, fifo)| {
            let at = fifo.waiting.iter().position(|w| w.request == request)?;
            Some((inode, fifo.waiting.remove(at).number))
        });
        let (inode, number) = found?;
        if self.used.get(&inode).is_some_and(Fifo::is_unused) {
            self.used.remove(&inode);
        }
        Some(number)
    }
}

fn open(
    fifo: &mut Fifo,
    scheme: Scheme,
    (request, number): (u64, u64),
    flags: OpenFlags,
    answered: &mut Vec<u64>,
) -> Result<Opening> {
    let (reads, writes) = (flags.reads(), flags.writes());
    // Who waits, waits for the other side: all are of one kind.
    let met: Vec<Waiting> = match fifo.waiting.first() {
        Some(first) if reads && first.flags.writes() || writes && first.flags.reads() => {
            std::mem::take(&mut fifo.waiting)
        }
        _ => Vec::new(),
    };
    let alone = met.is_empty()
        && !(reads && writes)
        && (reads && fifo.writers == 0 || writes && fifo.readers == 0);
    if alone && !flags.contains(OpenFlags::NONBLOCK) {
        fifo.waiting.push(Waiting {
            request,
            number,
            flags,
        });
        return Ok(Opening::Later);
    }
    if alone && writes {
        return Err(Errno::ENXIO);
    }
    fifo.count(flags);
    if met.is_empty() || !reads {
        answered.extend(answer_all(fifo, scheme, met));
        return Ok(Opening::Now(fifo.opened(number, flags, false)));
    }
    // This reader goes before the writers that waited for it.
    if scheme
        .reply_opened(request, &fifo.opened(number, flags, !writes))
        .is_err()
    {
        // Its client is gone; its file will never be closed.
        fifo.readers -= 1;
        fifo.writers -= usize::from(writes);
    } else {
        answered.push(number);
    }
    answered.extend(answer_all(fifo, scheme, met));
    Ok(Opening::Later)
}

/// Answers clients that waited for the other side; the numbers of those that are still there.
fn answer_all(fifo: &mut Fifo, scheme: Scheme, met: Vec<Waiting>) -> Vec<u64> {
    let mut answered = Vec::new();
    for client in met {
        let opened = fifo.opened(client.number, client.flags, client.flags.reads());
        if scheme.reply_opened(client.request, &opened).is_ok() {
            fifo.count(client.flags);
            answered.push(client.number);
        }
    }
    answered
}
