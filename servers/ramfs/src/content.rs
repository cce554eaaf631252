//! What a file of the tree contains: a memory object and the stream on it.

use abi::errno::Result;
use abi::file::{StreamKind, StreamState, Transfers};
use abi::memory::MemoryKind;
use abi::{Handle, PAGE_SIZE};
use posix::kernel::{file, handle, memory};

/// Most bytes in one file: what the page index of a memory object spans comfortably.
const SIZE_MAX: u64 = 1 << 40;

/// A file's data. The kernel reads and writes it for clients; the server sees sizes and times.
#[derive(Debug)]
pub struct Content {
    object: Handle,
    stream: Handle,
    /// Times of the stream that the node's attributes account for already.
    seen: (u64, u64),
    /// Of which transfers the kernel tells.
    watched: Transfers,
}

impl Content {
    /// An empty file. Errors: ENOMEM.
    pub fn new() -> Result<Self> {
        let object = memory::create(MemoryKind::Anonymous, SIZE_MAX, 0, 0)?;
        match file::stream_create(StreamKind::Memory, object, 0) {
            Ok(stream) => Ok(Self {
                object,
                stream,
                seen: (0, 0),
                watched: Transfers::empty(),
            }),
            Err(errno) => {
                let _ = handle::close(object);
                Err(errno)
            }
        }
    }

    /// A file with these bytes.
    pub fn of(bytes: &[u8]) -> Result<Self> {
        let content = Self::new()?;
        if !bytes.is_empty() {
            let len = bytes.len().next_multiple_of(PAGE_SIZE);
            memory::Mapping::shared(content.object, len)?.write(bytes);
            content.set_size(bytes.len() as u64)?;
        }
        Ok(content)
    }

    pub fn stream(&self) -> Handle {
        self.stream
    }

    pub fn state(&self) -> Result<StreamState> {
        file::stream_get(self.stream)
    }

    pub fn set_size(&self, size: u64) -> Result<()> {
        file::stream_set_size(self.stream, size)
    }

    /// Of which transfers through the stream the kernel tells.
    pub fn watched(&self) -> Transfers {
        self.watched
    }

    pub fn watch(&mut self, transfers: Transfers) {
        if transfers != self.watched {
            // The stream is this object's own and open, so nothing can be wrong with it.
            let _ = file::stream_watch(self.stream, transfers);
            self.watched = transfers;
        }
    }

    /// Times of the last read and write through the stream that were not told before, in
    /// nanoseconds since 1970; `None` where there was none.
    pub fn take_times(&mut self, state: &StreamState) -> (Option<i64>, Option<i64>) {
        let (read, write) = self.seen;
        self.seen = (state.read_time_ns, state.write_time_ns);
        let news = |now: u64, seen: u64| (now != seen).then_some(now as i64);
        (
            news(state.read_time_ns, read),
            news(state.write_time_ns, write),
        )
    }
}

impl Drop for Content {
    fn drop(&mut self) {
        // Both are this object's own and open; pages live on while somebody maps them.
        let _ = handle::close(self.stream);
        let _ = handle::close(self.object);
    }
}
