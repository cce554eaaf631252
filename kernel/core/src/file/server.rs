//! A server's open file, as the kernel keeps it.

use crate::ipc::{Notice, Scheme};
use crate::memory::Stream;
use crate::wait::WaitList;
use abi::event::Ready;
use abi::message::{Kind, ReplyFlags};
use abi::process::Identity;
use alloc::sync::Arc;
use core::sync::atomic::{AtomicU32, Ordering};

/// A server's file. Its last reference gone, the server gets a close notice.
pub struct ServerFile {
    scheme: Arc<Scheme>,
    number: u64,
    stream: Option<Arc<Stream>>,
    /// [`ReplyFlags`] of the answer that opened it.
    flags: ReplyFlags,
    ready: AtomicU32,
    watchers: WaitList,
}

impl ServerFile {
    /// The file `number` of `scheme`. Files without a stream can be set ready by the server.
    pub fn new(
        scheme: Arc<Scheme>,
        number: u64,
        stream: Option<Arc<Stream>>,
        flags: ReplyFlags,
        ready: Ready,
    ) -> Arc<Self> {
        let tracked = stream.is_none();
        let file = Arc::new(Self {
            scheme,
            number,
            stream,
            flags,
            ready: AtomicU32::new(ready.bits()),
            watchers: WaitList::new(),
        });
        if tracked {
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

    pub fn stream(&self) -> Option<&Arc<Stream>> {
        self.stream.as_ref()
    }

    pub fn is_seekable(&self) -> bool {
        !self.flags.contains(ReplyFlags::NOT_SEEKABLE)
    }

    /// What the server said it is ready for; files with a stream are always ready.
    pub fn ready(&self) -> Ready {
        if self.stream.is_some() {
            Ready::IN | Ready::OUT
        } else {
            Ready::from_bits_truncate(self.ready.load(Ordering::Acquire))
        }
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
    pub fn watchers(&self) -> Option<&WaitList> {
        self.stream.is_none().then_some(&self.watchers)
    }
}

impl Drop for ServerFile {
    fn drop(&mut self) {
        if self.stream.is_none() {
            self.scheme.remove_file(self.number);
        }
        if !self.flags.contains(ReplyFlags::NO_CLOSE_NOTICE) {
            self.scheme.notice(Notice {
                kind: Kind::Close,
                file: self.number,
                args: [0; 4],
                caller: Identity::default(),
            });
        }
    }
}
