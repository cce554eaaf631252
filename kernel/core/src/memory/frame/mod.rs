//! Physical pages.
//!
//! *Layers.* [`record`] says what each frame is and counts its references; [`buddy`] keeps free
//! blocks of 2^0 to 2^10 frames in lists threaded through the records, so that every operation
//! is constant in the amount of memory; [`magazine`] is each CPU's small stock of single frames in
//! front of it, so that faults on different CPUs do not meet.
//!
//! *Reserve.* [`allocate`], which serves user memory and page tables, fails while a part of
//! memory is still left; [`allocate_order`], which serves the kernel heap, may use that part. So
//! the kernel can tell a process ENOMEM without running dry itself.

mod allocator;
mod buddy;
mod magazine;
mod record;
#[cfg(test)]
mod test;

pub use allocator::{Allocator, Counts};
pub use buddy::MAX_ORDER;
pub use record::{FrameRecord, Owner};

use crate::machine::{machine, Frame};
use core::ops::Range;
use spin::Once;

static ALLOCATOR: Once<Allocator> = Once::new();

#[inline]
fn allocator() -> &'static Allocator {
    ALLOCATOR
        .get()
        .expect("memory::frame::initialise was not called")
}

/// Hands the machine's memory to the allocator, once at boot. `records[n]` is frame n's, zeroed.
pub fn initialise(records: &'static [FrameRecord], usable: &[Range<u64>]) {
    ALLOCATOR.call_once(|| Allocator::new(records, usable));
}

/// One frame with reference count 1 and arbitrary content. None while a reserve for the kernel
/// heap is still left: let go of all locks, call `memory::reclaim`, try again.
#[inline]
pub fn allocate() -> Option<Frame> {
    allocator().allocate(machine().cpu())
}

/// A naturally aligned block of 2^`order` frames, from the reserve too: for the kernel heap and
/// kernel stacks. Freed by [`free`] with its first frame.
pub fn allocate_order(order: usize) -> Option<Frame> {
    allocator().allocate_order(order)
}

/// `count` contiguous frames, each with reference count 1, to be released one by one. None for
/// more than 2^[`MAX_ORDER`].
pub fn allocate_contiguous(count: u64) -> Option<Frame> {
    allocator().allocate_contiguous(count)
}

/// Frees a block of [`allocate_order`], or a frame whose only reference is the caller's.
pub fn free(frame: Frame) {
    allocator().free(machine().cpu(), frame);
}

/// One more reference. No effect on frames that are not the allocator's (device memory).
#[inline]
pub fn retain(frame: Frame) {
    allocator().retain(frame);
}

/// One reference fewer; the last frees the frame.
#[inline]
pub fn release(frame: Frame) {
    allocator().release(machine().cpu(), frame);
}

/// References to a frame; 0 for one that is not the allocator's.
#[inline]
pub fn references(frame: Frame) -> u32 {
    allocator().references(frame)
}

/// What kind of owner a frame in use has.
#[inline]
pub fn owner(frame: Frame) -> Owner {
    allocator().owner(frame)
}

/// Says who owns a frame that the caller has just allocated.
#[inline]
pub fn set_owner(frame: Frame, owner: Owner) {
    allocator().set_owner(frame, owner);
}

/// Whether the kernel heap has little of its reserve left: then what a process asks the kernel to make
/// for it is refused with ENOMEM, so that what cannot be refused finds memory.
#[inline]
pub fn is_short() -> bool {
    allocator().is_short()
}

/// Whether `frames` more can be had without touching the kernel heap's reserve.
pub fn has_spare(frames: u64) -> bool {
    allocator().has_spare(frames)
}

/// Whether a file may take another frame: a sixteenth of memory is for processes only, so that a full
/// file system is an error to who writes and not the end of others.
pub fn has_spare_for_files() -> bool {
    let allocator = allocator();
    allocator.has_spare(allocator.total() / 16)
}

/// Exact when no other CPU allocates.
pub fn counts() -> Counts {
    allocator().counts()
}

/// A reference to a frame, released when dropped.
#[derive(Debug)]
pub struct FrameRef(Frame);

impl FrameRef {
    /// Takes over a reference that the caller holds.
    #[inline]
    pub fn from_held(frame: Frame) -> Self {
        Self(frame)
    }

    /// Takes a reference of its own.
    #[inline]
    pub fn retained(frame: Frame) -> Self {
        retain(frame);
        Self(frame)
    }

    /// The frame, which stays while `self` does.
    #[inline]
    pub fn frame(&self) -> Frame {
        self.0
    }

    /// The frame, whose reference the caller must release.
    #[inline]
    pub fn into_held(self) -> Frame {
        let frame = self.0;
        core::mem::forget(self);
        frame
    }
}

impl Drop for FrameRef {
    #[inline]
    fn drop(&mut self) {
        release(self.0);
    }
}
