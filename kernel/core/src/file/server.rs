//! A server's open file, as the kernel keeps it.

use super::pipe::{Ends, NamedEnds};
use super::socket::ServerSocket;
use crate::ipc::{Notice, PreparedNotice, Scheme};
use crate::memory::Stream;
use crate::wait::WaitList;
use abi::event::Ready;
use abi::message::{Kind, ReplyFlags};
use abi::process::Identity;
use abi::Errno;
use alloc::sync::Arc;
use core::sync::atomic::{AtomicU32, Ordering};

/// Where a server's file has its data.
pub enum Data {
    /// With the server: read and written by messages.
    Messages,
    Stream(Arc<Stream>),
    Pipe(NamedEnds),
    Socket(ServerSocket),
}

/// A server's file. Its last reference gone, the server gets a close notice.
pub struct ServerFile {
    scheme: Arc<Scheme>,
    number: u64,
    data: Data,
    /// [`ReplyFlags`] of the answer that opened it.
    flags: ReplyFlags,
    ready: AtomicU32,
    watchers: WaitList,
    /// What the server is told when the file goes; none if it does not want to know.
    closing: Option<PreparedNotice>,
}

impl ServerFile {
    /// The file `number` of `scheme`. Files whose data is with the server are set ready by it.
    pub fn new(
        scheme: Arc<Scheme>,
        number: u64,
        data: Data,
        flags: ReplyFlags,
        ready: Ready,
    ) -> Arc<Self> {
        let closing = || {
            PreparedNotice::new(Notice {
                kind: Kind::Close,
                file: number,
                args: [0; 4],
                caller: Identity::default(),
            })
        };
        let wanted = !flags.contains(ReplyFlags::NO_CLOSE_NOTICE);
        let file = Arc::new(Self {
            scheme,
            number,
            data,
            flags,
            ready: AtomicU32::new(ready.bits()),
            watchers: WaitList::new(),
            closing: wanted.then(closing),
        });
        if file.is_tracked() {
            file.scheme.add_file(number, Arc::downgrade(&file));
        }
        file
    }

    pub fn scheme(&self) -> &Arc<Scheme> {
        &self.scheme
    }

    /// The server's own number for it.
    pub fn number(&self) -> u64 {
        self.number
    }

    #[inline]
    pub fn stream(&self) -> Option<&Arc<Stream>> {
        match &self.data {
            Data::Stream(stream) => Some(stream),
            _ => None,
        }
    }

    /// Where its data is.
    #[inline]
    pub fn data(&self) -> &Data {
        &self.data
    }

    /// Gives a socket its ends; whoever waits for its readiness looks again. ENOTSOCK.
    pub fn connect(
        &self,
        reader: Ends,
        writer: Option<Ends>,
        name: Option<Arc<[u8]>>,
    ) -> Result<(), Errno> {
        let Data::Socket(socket) = &self.data else {
            return Err(Errno::ENOTSOCK);
        };
        socket.connect(reader, writer, name);
        self.watchers.wake(self.ready());
        Ok(())
    }

    /// Its ends of a pipe.
    #[inline]
    pub fn pipe(&self) -> Option<&NamedEnds> {
        match &self.data {
            Data::Pipe(ends) => Some(ends),
            _ => None,
        }
    }

    pub fn is_seekable(&self) -> bool {
        !self.flags.contains(ReplyFlags::NOT_SEEKABLE)
    }

    /// Whether the server says what it is ready for.
    fn is_tracked(&self) -> bool {
        matches!(self.data, Data::Messages | Data::Socket(_))
    }

    /// What it is ready for; files with a stream always are.
    pub fn ready(&self) -> Ready {
        match &self.data {
            Data::Messages => self.told_ready(),
            Data::Stream(_) => Ready::IN | Ready::OUT,
            Data::Pipe(ends) => ends.ready(),
            Data::Socket(socket) => match socket.ends() {
                Some(ends) => ends.ready(),
                None => self.told_ready(),
            },
        }
    }

    /// What the server said that it is ready for.
    fn told_ready(&self) -> Ready {
        Ready::from_bits_truncate(self.ready.load(Ordering::Acquire))
    }

    /// Sets what it is ready for. Errors stay.
    pub fn set_ready(&self, ready: Ready) {
        let sticky = (Ready::ERR | Ready::HUP).bits();
        if ready.bits() & sticky == sticky {
            self.ready.fetch_or(ready.bits(), Ordering::AcqRel);
        } else {
            self.ready.store(ready.bits(), Ordering::Release);
        }
        self.watchers.wake(ready);
    }

    /// Who wants to hear of its readiness; files with a stream never change.
    pub fn watchers(&self) -> [Option<&WaitList>; 2] {
        match &self.data {
            Data::Messages => [Some(&self.watchers), None],
            Data::Stream(_) => [None, None],
            Data::Pipe(ends) => ends.watchers(),
            Data::Socket(socket) => match socket.ends() {
                Some(ends) => [
                    Some(ends.reader.ring().readable()),
                    Some(ends.writer.ring().writable()),
                ],
                None => [Some(&self.watchers), None],
            },
        }
    }
}

impl Drop for ServerFile {
    fn drop(&mut self) {
        if self.is_tracked() {
            self.scheme.remove_file(self.number);
        }
        if let Some(notice) = self.closing.take() {
            self.scheme.send_prepared(notice);
        }
    }
}
