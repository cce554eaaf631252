//! Handles: what a process may do, and to what.
//!
//! [`Object`] is everything a handle can name, [`Entry`] an object with rights and flags,
//! [`table::HandleTable`] a process's handles. Rights are checked where a call looks an entry up.

pub mod table;

use crate::event::EventQueue;
use crate::file::File;
use crate::interrupt::Interrupt;
use crate::ipc::{Namespace, SchemeEnd};
use crate::memory::{AddressSpace, MemoryObject};
use crate::process::Process;
use crate::time::timer::OwnedTimer;
use abi::event::Ready;
use abi::handle::HandleFlags;
use abi::{Errno, Rights};
use alloc::sync::Arc;

/// What a handle names. Cloning makes another reference to the same object.
#[derive(Clone)]
pub enum Object {
    /// Anything with a readable or writable state: server's file, stream, pipe, socket, counter.
    File(Arc<File>),
    /// A server's receiving end.
    Scheme(Arc<SchemeEnd>),
    Namespace(Arc<Namespace>),
    Process(Arc<Process>),
    /// The right to make processes.
    Factory,
    /// The right to ports, interrupts, physical memory and shutdown.
    Hardware,
    Memory(Arc<MemoryObject>),
    Space(Arc<AddressSpace>),
    Events(Arc<EventQueue>),
    Timer(Arc<OwnedTimer>),
    Interrupt(Arc<Interrupt>),
}

impl Object {
    /// What it is ready for now. Objects that never make a caller wait are always ready.
    pub fn ready(&self) -> Ready {
        match self {
            Self::File(file) => file.ready(),
            Self::Scheme(end) => end.scheme().ready(),
            Self::Events(queue) => queue.ready(),
            Self::Interrupt(interrupt) => interrupt.ready(),
            Self::Process(process) => process.ready(),
            _ => Ready::IN | Ready::OUT,
        }
    }
}

/// A handle's meaning.
#[derive(Clone)]
pub struct Entry {
    pub object: Object,
    pub rights: Rights,
    pub flags: HandleFlags,
}

impl Entry {
    /// An entry with all rights and no flags.
    pub fn new(object: Object) -> Self {
        Self {
            object,
            rights: Rights::all(),
            flags: HandleFlags::empty(),
        }
    }

    /// Refuses with `error` if a right is missing.
    pub fn require(&self, rights: Rights, error: Errno) -> Result<(), Errno> {
        if self.rights.contains(rights) {
            Ok(())
        } else {
            Err(error)
        }
    }
}
