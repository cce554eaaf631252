//! What the allocator knows of one frame.

use core::sync::atomic::{AtomicU32, Ordering::Relaxed};

/// No frame, in a link.
pub(super) const NONE: u32 = u32::MAX;

/// What a frame is.
///
/// A record is zero (`Absent`) at boot. Only a free block's first frame is `Free`; the others'
/// records keep whatever they were, never `Free`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Owner {
    /// Not the allocator's, or never handed out yet.
    Absent = 0,
    /// First frame of a free block; the order is beside.
    Free = 1,
    /// Inside a larger block, free or not.
    Inner = 2,
    /// In a CPU's magazine.
    Magazine = 3,
    /// First frame of a kernel block; the order is beside.
    Kernel = 4,
    /// Private memory of address spaces, a page table, or not said yet.
    Private = 5,
    /// A page of a memory object.
    Object = 6,
}

/// The allocator's record of one frame. The machine provides a zeroed static slice of them, one
/// for each frame from 0 to the end of usable memory.
#[derive(Default)]
#[repr(C)]
pub struct FrameRecord {
    /// Neighbours in a free list; meaningful while `Free`, under the buddy's lock.
    next: AtomicU32,
    previous: AtomicU32,
    pub(super) references: AtomicU32,
    /// [`Owner`] and, in the second byte, the order.
    state: AtomicU32,
}

impl FrameRecord {
    pub(super) fn next(&self) -> u32 {
        self.next.load(Relaxed)
    }

    pub(super) fn set_next(&self, index: u32) {
        self.next.store(index, Relaxed);
    }

    pub(super) fn previous(&self) -> u32 {
        self.previous.load(Relaxed)
    }

    pub(super) fn set_previous(&self, index: u32) {
        self.previous.store(index, Relaxed);
    }

    #[inline]
    pub(super) fn owner(&self) -> Owner {
        match self.state.load(Relaxed) as u8 {
            1 => Owner::Free,
            2 => Owner::Inner,
            3 => Owner::Magazine,
            4 => Owner::Kernel,
            5 => Owner::Private,
            6 => Owner::Object,
            _ => Owner::Absent,
        }
    }

    pub(super) fn order(&self) -> usize {
        (self.state.load(Relaxed) >> 8) as usize
    }

    #[inline]
    pub(super) fn set_state(&self, owner: Owner, order: usize) {
        self.state
            .store(owner as u32 | (order as u32) << 8, Relaxed);
    }

    pub(super) fn is_free_block(&self, order: usize) -> bool {
        self.state.load(Relaxed) == Owner::Free as u32 | (order as u32) << 8
    }
}
