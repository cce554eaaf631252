//! What a server's methods return.

use crate::protocol::{OpenFlags, REDIRECT};
use abi::event::Ready;
use abi::file::FileFlags;
use abi::message::{Reply, ReplyFlags};
use abi::{Errno, Handle, Rights, UserSlice};

/// Why a method gave no result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The client gets this error.
    Error(Errno),
    /// The client goes on at the path in the output: made by [`Output::redirect`].
    Redirect,
    /// The server replies later; it has kept the request's id.
    Later,
}

impl From<Errno> for Failure {
    fn from(errno: Errno) -> Self {
        Self::Error(errno)
    }
}

/// Result of a method.
pub type Outcome<T> = core::result::Result<T, Failure>;

/// A result word and two values; the payload is in the output.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Plain {
    pub result: u64,
    pub values: [u64; 2],
}

impl Plain {
    /// The result 0.
    pub const OK: Self = Self {
        result: 0,
        values: [0; 2],
    };

    /// A result word alone.
    pub const fn of(result: u64) -> Self {
        Self {
            result,
            values: [0; 2],
        }
    }
}

/// A file that a client is to get.
#[derive(Clone, Copy, Debug)]
pub struct Opened {
    /// The server's number of it.
    pub file: u64,
    /// Its stream, if it has one.
    pub stream: Handle,
    pub rights: Rights,
    pub file_flags: FileFlags,
    /// `NOT_SEEKABLE`, `NO_CLOSE_NOTICE` or `FORWARD`.
    pub flags: ReplyFlags,
    /// First readiness, of files without a stream.
    pub ready: Ready,
    /// With `FORWARD`: what the client gets instead of a file of this server.
    pub forward: Handle,
}

impl Opened {
    /// File `file` as `flags` ask for it: rights by the access mode, append and non-blocking.
    /// What can be read can be mapped to execute, as on Linux.
    pub fn new(file: u64, flags: OpenFlags) -> Self {
        let mut rights = Rights::DUPLICATE | Rights::TRANSFER;
        if !flags.contains(OpenFlags::PATH_ONLY) {
            let read = flags.reads() || flags.contains(OpenFlags::EXECUTE);
            if read {
                rights |= Rights::READ | Rights::MAP | Rights::EXECUTE;
            }
            if flags.writes() {
                rights |= Rights::WRITE | Rights::MAP;
            }
        }
        Self {
            file,
            stream: Handle::NONE,
            rights,
            file_flags: FileFlags::from_bits_truncate(flags.bits() as u32),
            flags: ReplyFlags::empty(),
            ready: Ready::empty(),
            forward: Handle::NONE,
        }
    }

    /// With a stream, which the server keeps its own handle of.
    pub fn with_stream(mut self, stream: Handle) -> Self {
        self.stream = stream;
        self
    }

    /// Not seekable, with a first readiness (a terminal).
    pub fn not_seekable(mut self, ready: Ready) -> Self {
        self.flags |= ReplyFlags::NOT_SEEKABLE;
        self.ready = ready;
        self
    }

    /// Another object in the file's place (a FIFO's end, a file of another server).
    pub fn forward(mut self, handle: Handle) -> Self {
        self.flags |= ReplyFlags::FORWARD;
        self.forward = handle;
        self
    }

    pub(super) fn fill(&self, reply: &mut Reply) {
        reply.flags = (self.flags | ReplyFlags::NEW_FILE).bits();
        reply.file = self.file;
        reply.stream = self.stream;
        reply.rights = self.rights.bits();
        reply.file_flags = self.file_flags.bits();
        reply.ready = self.ready.bits();
        if self.flags.contains(ReplyFlags::FORWARD) {
            reply.flags = (self.flags | ReplyFlags::HANDLES).bits();
            reply.handles[0] = self.forward.0;
            reply.handles_len = 1;
        }
    }
}

/// Where a reply's payload is written: a buffer that outlives the reply.
#[derive(Debug)]
pub struct Output<'a> {
    buffer: &'a mut [u8],
    len: usize,
    /// Which of two paths is redirected.
    redirected: u64,
}

impl<'a> Output<'a> {
    /// Room for `max` bytes of payload (what the client takes), but always for a redirect.
    pub fn new(buffer: &'a mut [u8]) -> Self {
        Self {
            buffer,
            len: 0,
            redirected: 0,
        }
    }

    /// Appends bytes; those that do not fit are left out.
    pub fn push(&mut self, bytes: &[u8]) {
        let len = bytes.len().min(self.buffer.len() - self.len);
        self.buffer[self.len..self.len + len].copy_from_slice(&bytes[..len]);
        self.len += len;
    }

    /// The room that is left, to be filled and then taken by [`Output::advance`].
    pub fn room(&mut self) -> &mut [u8] {
        &mut self.buffer[self.len..]
    }

    /// Takes `len` bytes of the room.
    pub fn advance(&mut self, len: usize) {
        self.len = (self.len + len).min(self.buffer.len());
    }

    /// What was written.
    pub fn bytes(&self) -> &[u8] {
        &self.buffer[..self.len]
    }

    /// Keeps `len` bytes from `offset` on of what was written: for files whose whole text is made
    /// at each read.
    pub fn keep(&mut self, offset: u64, len: usize) {
        let start = usize::try_from(offset).unwrap_or(usize::MAX).min(self.len);
        let end = start.saturating_add(len).min(self.len);
        self.buffer.copy_within(start..end, 0);
        self.len = end - start;
    }

    /// Sends the client to an absolute path: `return Err(output.redirect(…))`.
    pub fn redirect(&mut self, path: &[u8]) -> Failure {
        self.len = 0;
        self.push(path);
        Failure::Redirect
    }

    /// [`Output::redirect`] for the second path of an operation on two.
    pub fn redirect_second(&mut self, path: &[u8]) -> Failure {
        self.redirected = 1;
        self.redirect(path)
    }

    /// Finishes a reply: for a failure its error; the payload unless there is an error.
    pub(super) fn finish(&self, reply: &mut Reply, failure: Option<Failure>) {
        match failure {
            Some(Failure::Error(errno)) => reply.result = errno.to_result(),
            Some(Failure::Redirect) => {
                reply.result = REDIRECT.to_result();
                reply.values[0] = self.redirected;
                reply.output = UserSlice::of(self.bytes());
            }
            _ => reply.output = UserSlice::of(self.bytes()),
        }
    }
}

impl core::fmt::Write for Output<'_> {
    fn write_str(&mut self, text: &str) -> core::fmt::Result {
        self.push(text.as_bytes());
        Ok(())
    }
}
