//! The bytes in flight of a pipe or of one direction of a connected pair.
//!
//! *Representation.* Sixteen page frames, made when first written to, form a ring of
//! [`PIPE_CAPACITY`] bytes; `head` and `tail` count bytes since the ring was last empty. A reader
//! owns `[head, tail)`, a writer the rest, and each side works without the spin lock: `reading` and
//! `writing` say that a thread of that side is at work, others of the side wait. So bytes are
//! copied once, between user memory and the frames, and a bad user address loses nothing.
//!
//! *Records* (datagrams, sequenced packets) are bytes with a length of four bytes before each.
//!
//! *Extras* (handles, a name) belong to the byte where the message that brought them begins. Who reads that
//! byte gets them, and no read goes past the end of that message (as on Linux).

use super::passing::Extra;
use crate::lock::{Rank, SpinLock};
use crate::machine::{machine, Frame};
use crate::memory::{frame, FrameRef};
use crate::thread::Thread;
use crate::wait::{Interruptible, WaitList};
use abi::event::Ready;
use abi::file::{PIPE_BUF, PIPE_CAPACITY};
use abi::{Errno, UserSlice, PAGE_SIZE};
use alloc::collections::VecDeque;
use alloc::sync::Arc;
use core::sync::atomic::AtomicU32;

/// What a ring carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transfer {
    /// A stream of bytes; writes up to `PIPE_BUF` are whole.
    Bytes,
    /// Records; one read takes one, and what does not fit is lost.
    Records,
}

const PAGES: usize = PIPE_CAPACITY / PAGE_SIZE;

/// Bytes of length before each record.
const PREFIX: usize = 4;

struct State {
    pages: [Option<FrameRef>; PAGES],
    head: usize,
    tail: usize,
    reading: bool,
    writing: bool,
    /// Nobody reads.
    no_reader: bool,
    /// Nobody writes.
    no_writer: bool,
    /// Open ends.
    readers: usize,
    writers: usize,
    /// How many writing ends were ever opened.
    writers_ever: u64,
    /// What goes with bytes in the ring, by their positions.
    extras: VecDeque<Attached>,
}

/// Extras, and which bytes they came with.
struct Attached {
    at: usize,
    end: usize,
    extra: Extra,
}

/// What is lost when a ring has no ends any more.
type Lost = ([Option<FrameRef>; PAGES], VecDeque<Attached>);

/// A ring.
pub struct Ring {
    transfer: Transfer,
    state: SpinLock<State>,
    readable: WaitList,
    writable: WaitList,
    /// Handles among the extras, and sockets among those; see [`super::passing`].
    pub(super) handles_held: AtomicU32,
    pub(super) sockets_held: AtomicU32,
    /// How often its reading end is on its way in another ring.
    pub(super) on_the_way: AtomicU32,
}

/// How something is read.
pub struct Receive {
    pub nonblocking: bool,
    /// Nanoseconds since boot.
    pub deadline_ns: u64,
    /// Leave it there.
    pub peek: bool,
}

/// How a writer waits for room.
pub struct Wait {
    pub nonblocking: bool,
    /// Nanoseconds since boot.
    pub deadline_ns: u64,
}

/// What was read.
pub struct Received {
    pub bytes: usize,
    /// Bytes of the record, before cutting.
    pub record: usize,
    pub extra: Option<Extra>,
}

/// Walks over user buffers.
struct Cursor<'a> {
    slices: &'a [UserSlice],
    /// Bytes of the first slice that are done.
    done: usize,
}

impl Cursor<'_> {
    /// The next piece of at most `most` bytes, without moving on.
    fn piece(&mut self, most: usize) -> UserSlice {
        while let Some(slice) = self.slices.first() {
            if self.done < slice.len {
                return UserSlice {
                    address: slice.address.wrapping_add(self.done),
                    len: (slice.len - self.done).min(most),
                };
            }
            self.slices = &self.slices[1..];
            self.done = 0;
        }
        UserSlice::EMPTY
    }
}

/// Which way [`Ring::copy`] goes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    In,
    Out,
}

impl State {
    fn len(&self) -> usize {
        self.tail - self.head
    }

    fn room(&self) -> usize {
        PIPE_CAPACITY - self.len()
    }

    /// The frames that hold `[from, from + len)`, made where they lack. ENOMEM.
    fn make_pages(&mut self, from: usize, len: usize) -> Result<(), Errno> {
        for page in from / PAGE_SIZE..(from + len).div_ceil(PAGE_SIZE) {
            let page = &mut self.pages[page % PAGES];
            if page.is_none() {
                let frame = frame::allocate().ok_or(Errno::ENOMEM)?;
                *page = Some(FrameRef::from_held(frame));
            }
        }
        Ok(())
    }

    /// The frame that holds the byte at `position`.
    fn frame(&self, position: usize) -> Option<Frame> {
        self.pages[position / PAGE_SIZE % PAGES]
            .as_ref()
            .map(FrameRef::frame)
    }

    /// Loses what is in it when no end is left, and extras when nobody reads. What is to be freed is
    /// given back.
    fn clear_if_closed(&mut self) -> Lost {
        let mut freed = [const { None }; PAGES];
        let mut extras = VecDeque::new();
        if self.readers == 0 {
            core::mem::swap(&mut self.extras, &mut extras);
            if self.writers == 0 {
                self.head = 0;
                self.tail = 0;
                core::mem::swap(&mut self.pages, &mut freed);
            }
        }
        (freed, extras)
    }

    /// How far a read from the head may go: to the end of the next message that has extras.
    fn until_extra(&self, available: usize) -> usize {
        let next = self.extras.iter().find(|one| one.at >= self.head);
        next.map_or(available, |one| available.min(one.end - self.head))
    }

    /// Starts again at the first page when empty, so that a ring that never fills uses one page.
    /// What is to be freed is given back.
    fn rewind(&mut self) -> Option<[Option<FrameRef>; PAGES]> {
        if self.head != self.tail || self.reading || self.writing {
            return None;
        }
        let used = self.tail;
        self.head = 0;
        self.tail = 0;
        if used <= PAGE_SIZE {
            return None;
        }
        let mut freed = [const { None }; PAGES];
        for (page, slot) in self.pages.iter_mut().zip(&mut freed).skip(1) {
            *slot = page.take();
        }
        Some(freed)
    }
}

impl Ring {
    /// An empty ring that waits for its ends.
    pub fn new(transfer: Transfer) -> Self {
        Self {
            transfer,
            state: SpinLock::new(
                Rank::PIPE,
                State {
                    pages: [const { None }; PAGES],
                    head: 0,
                    tail: 0,
                    reading: false,
                    writing: false,
                    no_reader: true,
                    no_writer: true,
                    readers: 0,
                    writers: 0,
                    writers_ever: 0,
                    extras: VecDeque::new(),
                },
            ),
            readable: WaitList::new(),
            writable: WaitList::new(),
            handles_held: AtomicU32::new(0),
            sockets_held: AtomicU32::new(0),
            on_the_way: AtomicU32::new(0),
        }
    }

    /// Who waits to read.
    pub fn readable(&self) -> &WaitList {
        &self.readable
    }

    /// Who waits to write.
    pub fn writable(&self) -> &WaitList {
        &self.writable
    }

    /// IN with data, HUP without writers.
    pub fn read_ready(&self) -> Ready {
        let state = self.state.lock();
        let mut ready = Ready::empty();
        if state.len() > 0 {
            ready |= Ready::IN;
        }
        if state.no_writer {
            ready |= Ready::HUP;
        }
        ready
    }

    /// OUT when `PIPE_BUF` bytes fit, ERR without readers.
    pub fn write_ready(&self) -> Ready {
        let state = self.state.lock();
        let mut ready = Ready::empty();
        if state.no_reader {
            ready |= Ready::ERR | Ready::OUT;
        } else if state.room() >= PIPE_BUF {
            ready |= Ready::OUT;
        }
        ready
    }

    /// Bytes that one read could give.
    pub fn readable_bytes(&self) -> u64 {
        let state = self.state.lock();
        match self.transfer {
            Transfer::Bytes => state.len() as u64,
            Transfer::Records if state.len() == 0 => 0,
            Transfer::Records => self.next_record(&state) as u64,
        }
    }

    /// A reading end comes. How many writing ends there ever were, if there is none now.
    pub fn open_reading(&self) -> Option<u64> {
        let mut state = self.state.lock();
        state.readers += 1;
        state.no_reader = false;
        (state.writers == 0).then_some(state.writers_ever)
    }

    /// A writing end comes.
    pub fn open_writing(&self) {
        let mut state = self.state.lock();
        state.writers += 1;
        state.writers_ever += 1;
        state.no_writer = false;
    }

    /// A reading end goes.
    pub fn close_reading(&self) {
        let (last, lost) = {
            let mut state = self.state.lock();
            state.readers -= 1;
            state.no_reader |= state.readers == 0;
            (state.readers == 0, state.clear_if_closed())
        };
        drop(lost);
        if last {
            self.writable.wake(Ready::ERR | Ready::OUT);
        }
    }

    /// A writing end goes.
    pub fn close_writing(&self) {
        let (last, lost) = {
            let mut state = self.state.lock();
            state.writers -= 1;
            state.no_writer |= state.writers == 0;
            (state.writers == 0, state.clear_if_closed())
        };
        drop(lost);
        if last {
            self.readable.wake(Ready::HUP | Ready::IN);
        }
    }

    /// How many writing ends there ever were.
    pub fn writers_ever(&self) -> u64 {
        self.state.lock().writers_ever
    }

    /// No reading end reads any more.
    pub fn shut_reading(&self) {
        self.state.lock().no_reader = true;
        self.writable.wake(Ready::ERR | Ready::OUT);
    }

    /// Whether a reading end is open.
    pub fn has_readers(&self) -> bool {
        self.state.lock().readers > 0
    }

    /// No writing end writes any more.
    pub fn shut_writing(&self) {
        self.state.lock().no_writer = true;
        self.readable.wake(Ready::HUP | Ready::IN);
    }

    /// Length of the record at the head.
    fn next_record(&self, state: &State) -> usize {
        let mut prefix = [0; PREFIX];
        for (index, byte) in prefix.iter_mut().enumerate() {
            let position = state.head + index;
            if let Some(frame) = state.frame(position) {
                machine().read_frame(frame, position % PAGE_SIZE, core::slice::from_mut(byte));
            }
        }
        u32::from_le_bytes(prefix) as usize
    }

    /// Copies `len` bytes between user buffers and the ring from `position` on: the caller's side
    /// owns that part. Bytes copied before a fault; EFAULT if there were none.
    fn copy(
        &self,
        way: Way,
        cursor: &mut Cursor,
        position: usize,
        len: usize,
    ) -> Result<usize, Errno> {
        let mut done = 0;
        while done < len {
            let at = position + done;
            let offset = at % PAGE_SIZE;
            let piece = cursor.piece((PAGE_SIZE - offset).min(len - done));
            let frame = self.state.lock().frame(at).ok_or(Errno::EIO)?;
            let copied = match way {
                Way::In => machine().copy_user_to_frame(frame, offset, piece.address, piece.len),
                Way::Out => machine().copy_frame_to_user(frame, offset, piece.address, piece.len),
            };
            match copied {
                Ok(()) => {}
                Err(_) if done > 0 => break,
                Err(fault) => return Err(fault.into()),
            }
            done += piece.len;
            cursor.done += piece.len;
        }
        Ok(done)
    }

    /// Reads what there is, up to the length of the buffers: 0 at end of file, which is not reached
    /// while only `awaited` writing ends were ever opened. EAGAIN, EINTR, EFAULT, ETIMEDOUT.
    pub fn read(
        &self,
        thread: &Arc<Thread>,
        slices: &[UserSlice],
        how: &Receive,
        awaited: Option<u64>,
    ) -> Result<usize, Errno> {
        let wanted = total(slices);
        if wanted == 0 && self.transfer == Transfer::Bytes {
            return Ok(0);
        }
        let begin = || self.begin_read(how.nonblocking, awaited);
        let Some((start, available)) =
            self.readable
                .wait(thread, how.deadline_ns, Interruptible::Yes, begin)??
        else {
            return Ok(0);
        };
        let outcome = self.copy_out(slices, start, wanted.min(available));
        self.end_read(self.taken(&outcome, available));
        outcome
    }

    /// As [`Self::read`], with what came with it.
    pub fn receive(
        &self,
        thread: &Arc<Thread>,
        slices: &[UserSlice],
        how: &Receive,
    ) -> Result<Received, Errno> {
        let wanted = total(slices);
        let begin = || self.begin_read(how.nonblocking, None);
        let Some((start, available)) =
            self.readable
                .wait(thread, how.deadline_ns, Interruptible::Yes, begin)??
        else {
            return Ok(Received {
                bytes: 0,
                record: 0,
                extra: None,
            });
        };
        let outcome = self.copy_out(slices, start, wanted.min(available));
        // A stream's extras are taken with their byte, a record's with the record.
        let end = start + self.taken(&outcome, available);
        let extra = match how.peek {
            true => self.peek_extra(end),
            false => self.take_extra(end),
        };
        match how.peek {
            true => self.end_read(0),
            false => self.end_read(end - start),
        }
        outcome.map(|bytes| Received {
            bytes,
            record: match self.transfer {
                Transfer::Bytes => bytes,
                Transfer::Records => available,
            },
            extra,
        })
    }

    fn copy_out(&self, slices: &[UserSlice], start: usize, len: usize) -> Result<usize, Errno> {
        let mut cursor = Cursor { slices, done: 0 };
        match self.transfer {
            Transfer::Bytes => self.copy(Way::Out, &mut cursor, start, len),
            Transfer::Records => self.copy(Way::Out, &mut cursor, start + PREFIX, len),
        }
    }

    /// Bytes of the ring that a read with this outcome takes.
    fn taken(&self, outcome: &Result<usize, Errno>, available: usize) -> usize {
        match (outcome, self.transfer) {
            (Err(_), _) => 0,
            (Ok(done), Transfer::Bytes) => *done,
            (Ok(_), Transfer::Records) => PREFIX + available,
        }
    }

    /// Copies of the extras before `end`, where the caller reads.
    fn peek_extra(&self, end: usize) -> Option<Extra> {
        let state = self.state.lock();
        let first = state.extras.front().filter(|one| one.at < end);
        first.map(|one| one.extra.copy())
    }

    /// Takes the extras before `end`, where the caller reads.
    fn take_extra(&self, end: usize) -> Option<Extra> {
        let mut state = self.state.lock();
        if state.extras.front().is_some_and(|one| one.at < end) {
            let one = state.extras.pop_front()?;
            one.extra.release(self);
            return Some(one.extra);
        }
        None
    }

    /// Claims the reading side: where the data is and how much (of one record). None at end of
    /// file; the outer None means wait.
    #[allow(clippy::type_complexity)]
    fn begin_read(
        &self,
        nonblocking: bool,
        awaited: Option<u64>,
    ) -> Option<Result<Option<(usize, usize)>, Errno>> {
        let mut state = self.state.lock();
        if state.reading {
            return nonblocking.then_some(Err(Errno::EAGAIN));
        }
        if state.len() == 0 {
            let ended = state.no_writer && awaited != Some(state.writers_ever);
            return match (ended, nonblocking) {
                (true, _) => Some(Ok(None)),
                (_, true) => Some(Err(Errno::EAGAIN)),
                _ => None,
            };
        }
        state.reading = true;
        let available = match self.transfer {
            Transfer::Bytes if state.extras.is_empty() => state.len(),
            Transfer::Bytes => state.until_extra(state.len()),
            Transfer::Records => self.next_record(&state),
        };
        Some(Ok(Some((state.head, available))))
    }

    fn end_read(&self, taken: usize) {
        let (freed, left, lost) = {
            let mut state = self.state.lock();
            state.reading = false;
            state.head += taken;
            let lost = match state.extras.front() {
                Some(one) if one.at < state.head => state.extras.pop_front(),
                _ => None,
            };
            (state.rewind(), state.len() > 0, lost)
        };
        drop(freed);
        // A plain read loses what came with its bytes.
        if let Some(one) = lost {
            one.extra.release(self);
        }
        if left {
            self.readable.wake(Ready::IN);
        }
        if taken > 0 {
            self.writable.wake(Ready::OUT);
        }
    }

    /// Writes all of the buffers, waiting for room; or, nonblocking, what fits now. EPIPE, EAGAIN,
    /// EINTR and ETIMEDOUT (if nothing was written), EFAULT, EMSGSIZE, ENOMEM.
    pub fn write(
        &self,
        thread: &Arc<Thread>,
        slices: &[UserSlice],
        nonblocking: bool,
        deadline_ns: u64,
    ) -> Result<usize, Errno> {
        let wait = Wait {
            nonblocking,
            deadline_ns,
        };
        self.send(thread, slices, &wait, &mut None)
    }

    /// As [`Self::write`]; `extra` goes with the first byte, or with the record, and is taken then.
    pub fn send(
        &self,
        thread: &Arc<Thread>,
        slices: &[UserSlice],
        wait: &Wait,
        extra: &mut Option<Extra>,
    ) -> Result<usize, Errno> {
        let wanted = total(slices);
        match self.transfer {
            Transfer::Bytes if wanted == 0 => return Ok(0),
            Transfer::Records if wanted > PIPE_CAPACITY - PREFIX => return Err(Errno::EMSGSIZE),
            _ => {}
        }
        let mut cursor = Cursor { slices, done: 0 };
        let mut done = 0;
        loop {
            match self.write_some(thread, &mut cursor, wanted - done, done > 0, wait, extra) {
                Ok(written) => done += written,
                Err(_) if done > 0 => return Ok(done),
                Err(error) => return Err(error),
            }
            if done >= wanted {
                return Ok(done);
            }
        }
    }

    /// Writes as much of `left` bytes as there is room for, once there is enough.
    fn write_some(
        &self,
        thread: &Arc<Thread>,
        cursor: &mut Cursor,
        left: usize,
        begun: bool,
        wait: &Wait,
        extra: &mut Option<Extra>,
    ) -> Result<usize, Errno> {
        let need = match self.transfer {
            Transfer::Records => left + PREFIX,
            Transfer::Bytes if left <= PIPE_BUF && !begun => left,
            Transfer::Bytes => 1,
        };
        let begin = || self.begin_write(need, left, wait.nonblocking);
        let (start, room) =
            self.writable
                .wait(thread, wait.deadline_ns, Interruptible::Yes, begin)??;
        let (outcome, advance) = match self.transfer {
            Transfer::Bytes => {
                let outcome = self.copy(Way::In, cursor, start, left.min(room));
                let advance = *outcome.as_ref().unwrap_or(&0);
                (outcome, advance)
            }
            Transfer::Records => match self.copy(Way::In, cursor, start + PREFIX, left) {
                Ok(done) if done == left => {
                    self.write_prefix(start, left);
                    (Ok(left), PREFIX + left)
                }
                Ok(_) => (Err(Errno::EFAULT), 0),
                Err(error) => (Err(error), 0),
            },
        };
        if extra.is_some() && advance > 0 {
            self.attach(start, start + advance, extra);
        }
        self.end_write(advance);
        outcome
    }

    /// Puts extras to the bytes from `at` to `end`, which the caller is about to give to the readers. Without one,
    /// they stay the caller's.
    fn attach(&self, at: usize, end: usize, extra: &mut Option<Extra>) {
        let mut state = self.state.lock();
        if state.no_reader {
            return;
        }
        if let Some(extra) = extra.take() {
            state.extras.push_back(Attached { at, end, extra });
        }
    }

    fn write_prefix(&self, start: usize, len: usize) {
        let state = self.state.lock();
        for (index, byte) in (len as u32).to_le_bytes().iter().enumerate() {
            let position = start + index;
            if let Some(frame) = state.frame(position) {
                machine().write_frame(frame, position % PAGE_SIZE, core::slice::from_ref(byte));
            }
        }
    }

    /// Claims the writing side once `need` bytes fit: where, and how many do. None means wait.
    fn begin_write(
        &self,
        need: usize,
        left: usize,
        nonblocking: bool,
    ) -> Option<Result<(usize, usize), Errno>> {
        let mut state = self.state.lock();
        if state.no_reader || state.no_writer {
            return Some(Err(Errno::EPIPE));
        }
        if state.writing || state.room() < need {
            return nonblocking.then_some(Err(Errno::EAGAIN));
        }
        let room = state.room();
        let (tail, len) = (state.tail, need.max(left.min(room)));
        if let Err(error) = state.make_pages(tail, len) {
            return Some(Err(error));
        }
        state.writing = true;
        Some(Ok((tail, room)))
    }

    fn end_write(&self, advance: usize) {
        let more = {
            let mut state = self.state.lock();
            state.writing = false;
            state.tail += advance;
            state.room() > 0
        };
        if advance > 0 {
            self.readable.wake(Ready::IN);
        }
        if more {
            self.writable.wake(Ready::OUT);
        }
    }
}

fn total(slices: &[UserSlice]) -> usize {
    slices
        .iter()
        .fold(0, |sum, slice| slice.len.saturating_add(sum))
}

#[cfg(test)]
mod test;
