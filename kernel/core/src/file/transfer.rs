//! Reading, writing and seeking open files.

use super::passing::Extra;
use super::pipe::NamedEnds;
use super::socket::timed_out;
use super::{Body, Data, File, ServerFile};
use crate::ipc::call::with_request;
use crate::ipc::Call;
use crate::memory::Stream;
use crate::thread::Thread;
use crate::user;
use crate::wait::Interruptible;
use abi::file::{FileFlags, Whence, CURRENT_OFFSET};
use abi::message::{Kind, MESSAGE_MAX};
use abi::time::NO_DEADLINE;
use abi::{Errno, UserSlice};
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::sync::atomic::Ordering;

/// Which way bytes go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    Read,
    Write,
}

impl File {
    /// Reads into or writes from `slices` at `offset`, or at the file's own offset, which moves.
    /// Bytes done. ESPIPE for an offset in what has none.
    #[inline(always)]
    pub fn transfer(
        &self,
        thread: &Arc<Thread>,
        direction: Direction,
        slices: &[UserSlice],
        offset: u64,
    ) -> Result<usize, Errno> {
        match &self.body {
            Body::Server(file) => match file.data() {
                Data::Pipe(ends) => self.transfer_named(thread, direction, ends, slices, offset),
                Data::Socket(_) => self.transfer_socket(thread, direction, slices, offset),
                _ => self.transfer_at(thread, direction, Some(file), slices, offset),
            },
            Body::Stream(_) => self.transfer_at(thread, direction, None, slices, offset),
            _ if offset != CURRENT_OFFSET => Err(Errno::ESPIPE),
            Body::Reader(end) if direction == Direction::Read => {
                end.read(thread, slices, self.is_nonblocking(), NO_DEADLINE)
            }
            Body::Writer(end) if direction == Direction::Write => {
                let nonblocking = self.is_nonblocking();
                end.ring().write(thread, slices, nonblocking, NO_DEADLINE)
            }
            Body::Socket(ends) => {
                let nonblocking = self.is_nonblocking();
                match direction {
                    Direction::Read => {
                        let deadline = ends.socket.receive_deadline();
                        let done = ends.reader.read(thread, slices, nonblocking, deadline);
                        done.map_err(timed_out)
                    }
                    Direction::Write => {
                        let deadline = ends.socket.send_deadline();
                        let ring = ends.writer.ring();
                        let done = ring.write(thread, slices, nonblocking, deadline);
                        done.map_err(|error| self.socket_error(error, ring))
                    }
                }
            }
            Body::Counter(_) | Body::Timer(_) | Body::Notifications(_) => {
                self.transfer_count(thread, direction, slices)
            }
            Body::Reader(_) | Body::Writer(_) | Body::Pipe(_) => Err(Errno::EBADF),
        }
    }

    /// A counter. EOPNOTSUPP for notifications: their taker knows their form.
    fn transfer_count(
        &self,
        thread: &Arc<Thread>,
        direction: Direction,
        slices: &[UserSlice],
    ) -> Result<usize, Errno> {
        let nonblocking = self.is_nonblocking();
        match (&self.body, direction) {
            (Body::Counter(counter), Direction::Read) => counter.read(thread, slices, nonblocking),
            (Body::Counter(counter), Direction::Write) => {
                counter.write(thread, slices, nonblocking)
            }
            (Body::Timer(timer), Direction::Read) => {
                let counter = timer.counter().ok_or(Errno::EINVAL)?;
                counter.read(thread, slices, nonblocking)
            }
            (Body::Notifications(_), Direction::Read) => Err(Errno::EOPNOTSUPP),
            _ => Err(Errno::EINVAL),
        }
    }

    /// A pipe that a server gave by name.
    fn transfer_named(
        &self,
        thread: &Arc<Thread>,
        direction: Direction,
        ends: &NamedEnds,
        slices: &[UserSlice],
        offset: u64,
    ) -> Result<usize, Errno> {
        if offset != CURRENT_OFFSET {
            return Err(Errno::ESPIPE);
        }
        let nonblocking = self.is_nonblocking();
        match (direction, &ends.reader, &ends.writer) {
            (Direction::Read, Some(end), _) => end.read(thread, slices, nonblocking, NO_DEADLINE),
            (Direction::Write, _, Some(end)) => {
                end.ring().write(thread, slices, nonblocking, NO_DEADLINE)
            }
            _ => Err(Errno::EBADF),
        }
    }

    /// A socket of a server.
    fn transfer_socket(
        &self,
        thread: &Arc<Thread>,
        direction: Direction,
        slices: &[UserSlice],
        offset: u64,
    ) -> Result<usize, Errno> {
        if offset != CURRENT_OFFSET {
            return Err(Errno::ESPIPE);
        }
        match direction {
            Direction::Read => {
                let received = self.receive(thread, slices, false, false)?;
                Ok(received.bytes)
            }
            Direction::Write => {
                let name = self.socket_name();
                let extra = name.map(|name| {
                    let sender = thread.process().identity();
                    Extra::new(Vec::new(), Some(name), sender)
                });
                self.send(thread, slices, false, extra)
            }
        }
    }

    /// A server's file or a stream: through the stream, else by messages.
    #[inline(always)]
    fn transfer_at(
        &self,
        thread: &Arc<Thread>,
        direction: Direction,
        file: Option<&Arc<ServerFile>>,
        slices: &[UserSlice],
        offset: u64,
    ) -> Result<usize, Errno> {
        if let Some(file) = file.filter(|file| !file.is_seekable()) {
            if offset != CURRENT_OFFSET {
                return Err(Errno::ESPIPE);
            }
            return message(self, thread, direction, file, slices, 0);
        }
        let own = offset == CURRENT_OFFSET;
        let start = if own {
            self.offset.load(Ordering::Relaxed)
        } else {
            offset
        };
        let (done, end) = match (self.stream(), file) {
            (Some(stream), _) => {
                let append =
                    direction == Direction::Write && self.flags() & FileFlags::APPEND.bits() != 0;
                match slices {
                    [slice] if direction == Direction::Read => {
                        let done = stream.read_at(start, *slice)?;
                        (done, start + done as u64)
                    }
                    [slice] => write_stream(thread, file, stream, *slice, start, append)?,
                    _ => through_stream(thread, direction, file, stream, slices, start, append)?,
                }
            }
            (None, Some(file)) => {
                let done = message(self, thread, direction, file, slices, start)?;
                (done, start + done as u64)
            }
            (None, None) => return Err(Errno::EBADF),
        };
        if own {
            self.offset.store(end, Ordering::Relaxed);
        }
        if let (Some(stream), Some(file)) = (self.stream(), file) {
            if done > 0 {
                stream.watched().tell(thread, file, direction);
            }
        }
        Ok(done)
    }

    /// Moves the offset. ESPIPE, EINVAL (also for the end of a file whose size only its server
    /// knows), ENXIO, EOVERFLOW.
    pub fn seek(&self, offset: i64, whence: u64) -> Result<u64, Errno> {
        match &self.body {
            Body::Server(file) if file.is_seekable() => {}
            Body::Stream(_) => {}
            _ => return Err(Errno::ESPIPE),
        }
        let stream = || self.stream().ok_or(Errno::EINVAL);
        let sparse = whence == Whence::Data as u64 || whence == Whence::Hole as u64;
        let at = |base: u64| {
            let sum = base as i128 + offset as i128;
            match sum {
                0..=0x7fff_ffff_ffff_ffff => Ok(sum as u64),
                ..0 if sparse => Err(Errno::ENXIO),
                ..0 => Err(Errno::EINVAL),
                _ => Err(Errno::EOVERFLOW),
            }
        };
        let new = match whence {
            w if w == Whence::Start as u64 => at(0)?,
            w if w == Whence::Current as u64 => at(self.offset.load(Ordering::Relaxed))?,
            w if w == Whence::End as u64 => at(stream()?.size())?,
            w if w == Whence::Data as u64 => stream()?.seek_data(at(0)?)?,
            w if w == Whence::Hole as u64 => stream()?.seek_hole(at(0)?)?,
            _ => return Err(Errno::EINVAL),
        };
        self.offset.store(new, Ordering::Relaxed);
        Ok(new)
    }
}

/// Reads or writes a stream: bytes done and the offset behind them. `file`: whose server is asked
/// when the file must grow.
fn through_stream(
    thread: &Arc<Thread>,
    direction: Direction,
    file: Option<&Arc<ServerFile>>,
    stream: &Stream,
    slices: &[UserSlice],
    start: u64,
    append: bool,
) -> Result<(usize, u64), Errno> {
    let (mut done, mut at) = (0, start);
    for &slice in slices {
        let outcome = match direction {
            Direction::Read => stream.read_at(at, slice).map(|n| (n, at + n as u64)),
            Direction::Write => write_stream(thread, file, stream, slice, at, append),
        };
        match outcome {
            Ok((moved, end)) => {
                done += moved;
                at = end;
                if moved < slice.len {
                    break;
                }
            }
            Err(_) if done > 0 => break,
            Err(error) => return Err(error),
        }
    }
    Ok((done, at))
}

fn write_stream(
    thread: &Arc<Thread>,
    file: Option<&Arc<ServerFile>>,
    stream: &Stream,
    slice: UserSlice,
    at: u64,
    append: bool,
) -> Result<(usize, u64), Errno> {
    let write = || {
        if append {
            stream.append(slice)
        } else {
            stream.write_at(at, slice).map(|n| (n, at + n as u64))
        }
    };
    match write() {
        Err(error @ Errno::EFBIG) => {
            let Some(file) = file else { return Err(error) };
            let start = if append { stream.size() } else { at };
            let wanted = start.checked_add(slice.len as u64).ok_or(Errno::EFBIG)?;
            grow(thread, file, wanted)?;
            write()
        }
        outcome => outcome,
    }
}

/// Asks the server to let its file grow to `wanted` bytes.
fn grow(thread: &Arc<Thread>, file: &ServerFile, wanted: u64) -> Result<(), Errno> {
    with_request(
        thread,
        file.scheme(),
        Interruptible::Yes,
        |content| {
            content.payload.set_len(0)?;
            content.call = Call {
                kind: Kind::Grow,
                file: file.number(),
                args: [wanted, 0, 0, 0],
                caller: thread.process().identity(),
                ..Call::default()
            };
            Ok(())
        },
        |content| Errno::from_result(content.answer.result).map(drop),
    )
}

/// Reads or writes by a message to the server; at most [`MESSAGE_MAX`] bytes.
fn message(
    opened: &File,
    thread: &Arc<Thread>,
    direction: Direction,
    file: &Arc<ServerFile>,
    slices: &[UserSlice],
    offset: u64,
) -> Result<usize, Errno> {
    let len = slices
        .iter()
        .fold(0usize, |sum, slice| sum.saturating_add(slice.len))
        .min(MESSAGE_MAX);
    let call = Call {
        kind: match direction {
            Direction::Read => Kind::Read,
            Direction::Write => Kind::Write,
        },
        file: file.number(),
        args: [offset, len as u64, 0, 0],
        caller: thread.process().identity(),
        file_flags: opened.flags(),
        output_max: if direction == Direction::Read { len } else { 0 },
        ..Call::default()
    };
    with_request(
        thread,
        file.scheme(),
        Interruptible::Yes,
        |content| {
            let payload = &mut content.payload;
            payload.set_len(if direction == Direction::Write {
                len
            } else {
                0
            })?;
            let mut at = 0;
            for slice in slices {
                let part = slice.len.min(payload.len() - at);
                user::read(slice.address, &mut payload[at..at + part])?;
                at += part;
            }
            content.call = call;
            Ok(())
        },
        |content| {
            let (answer, payload) = (&content.answer, &content.payload);
            let done = Errno::from_result(answer.result)? as usize;
            if direction == Direction::Write {
                return Ok(done.min(len));
            }
            let mut at = 0;
            for slice in slices {
                let part = slice.len.min(payload.len() - at);
                user::write(slice.address, &payload[at..at + part])?;
                at += part;
            }
            Ok(at)
        },
    )
}
