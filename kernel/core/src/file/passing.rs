//! What goes with a message through a ring: handles on their way, the sender's name and identity.
//!
//! *No circles.* A socket in a ring that only it can read would never be freed, and sockets within sockets
//! within sockets would be freed by as deep a recursion. So a socket whose ring holds sockets is not sent, nor is
//! a socket sent to one that is on its way itself. Both sides first count themselves and then look at the
//! other's count: of two that meet at least one is refused.

use super::pipe::ReadEnd;
use super::ring::Ring;
use crate::handle::{Entry, Object};
use abi::process::Identity;
use abi::Errno;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::sync::atomic::Ordering;

/// Most handles in one ring.
const HELD_MAX: u32 = 1024;

/// A handle on its way.
struct Passing {
    entry: Entry,
    /// What it reads from, of a connected socket; counted there.
    reader: Option<Arc<ReadEnd>>,
}

impl Passing {
    fn new(entry: Entry) -> Self {
        let reader = match &entry.object {
            Object::File(file) => file.socket_ends().ok().map(|ends| ends.reader),
            _ => None,
        };
        if let Some(reader) = &reader {
            reader.ring().on_the_way.fetch_add(1, Ordering::SeqCst);
        }
        Self { entry, reader }
    }
}

impl Drop for Passing {
    fn drop(&mut self) {
        if let Some(reader) = &self.reader {
            reader.ring().on_the_way.fetch_sub(1, Ordering::SeqCst);
        }
    }
}

/// What goes with a message.
pub struct Extra {
    handles: Vec<Passing>,
    name: Option<Arc<[u8]>>,
    sender: Identity,
    /// How many of the handles are sockets.
    sockets: u32,
}

impl Extra {
    /// Handles and a name from a sender.
    pub fn new(handles: Vec<Entry>, name: Option<Arc<[u8]>>, sender: Identity) -> Self {
        let handles: Vec<Passing> = handles.into_iter().map(Passing::new).collect();
        let sockets = handles.iter().filter(|one| one.reader.is_some()).count();
        Self {
            sockets: sockets as u32,
            handles,
            name,
            sender,
        }
    }

    /// The same for another receiver.
    pub fn copy(&self) -> Self {
        let entries = self.handles.iter().map(|passing| passing.entry.clone());
        Self::new(entries.collect(), self.name.clone(), self.sender)
    }

    /// The handles, as entries.
    pub fn entries(&self) -> impl Iterator<Item = Entry> + '_ {
        self.handles.iter().map(|passing| passing.entry.clone())
    }

    /// The sender's name.
    pub fn name(&self) -> &[u8] {
        self.name.as_deref().unwrap_or(&[])
    }

    /// Who sent it.
    pub fn sender(&self) -> Identity {
        self.sender
    }

    /// Makes room for it in `ring`, before it is sent there. ETOOMANYREFS.
    pub fn reserve(&self, ring: &Ring) -> Result<(), Errno> {
        if self.handles.is_empty() {
            return Ok(());
        }
        let count = self.handles.len() as u32;
        let held = ring.handles_held.fetch_add(count, Ordering::SeqCst) + count;
        ring.sockets_held.fetch_add(self.sockets, Ordering::SeqCst);
        let holds_sockets = |passing: &Passing| {
            let reader = passing.reader.as_ref();
            reader.is_some_and(|reader| reader.ring().sockets_held.load(Ordering::SeqCst) != 0)
        };
        let receiver_travels = self.sockets != 0 && ring.on_the_way.load(Ordering::SeqCst) != 0;
        if held > HELD_MAX || receiver_travels || self.handles.iter().any(holds_sockets) {
            self.release(ring);
            return Err(Errno::ETOOMANYREFS);
        }
        Ok(())
    }

    /// It is not in `ring` any more, or will not come there.
    pub fn release(&self, ring: &Ring) {
        let count = self.handles.len() as u32;
        ring.handles_held.fetch_sub(count, Ordering::SeqCst);
        ring.sockets_held.fetch_sub(self.sockets, Ordering::SeqCst);
    }
}
