//! Physical pages.

use crate::machine::Frame;
use core::ops::Range;
use core::sync::atomic::AtomicU32;

/// The allocator's record of one frame. The machine provides a zeroed static slice of them, one
/// for each frame from 0 to the end of usable memory.
#[derive(Default)]
#[repr(C)]
pub struct FrameRecord {
    pub(crate) words: [AtomicU32; 4],
}

/// Frames in all and free now, those in the CPUs' magazines included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts {
    pub total: u64,
    pub free: u64,
}

/// Largest block: 2 to the power of this many frames.
pub const MAX_ORDER: usize = 10;

/// Hands the machine's memory to the allocator, once at boot. `records[n]` is frame n's.
pub fn initialise(_records: &'static [FrameRecord], _usable: &[Range<u64>]) {
    unimplemented!("lands next")
}

/// One frame with reference count 1 and arbitrary content. Fails while a reserve for the kernel
/// heap is still left.
pub fn allocate() -> Option<Frame> {
    unimplemented!("lands next")
}

/// A naturally aligned block of 2^`order` frames, from the reserve too: for the kernel heap and
/// kernel stacks. Freed by [`free`] with its first frame.
pub fn allocate_order(_order: usize) -> Option<Frame> {
    unimplemented!("lands next")
}

/// `count` contiguous frames, each with reference count 1, to be released one by one.
pub fn allocate_contiguous(_count: u64) -> Option<Frame> {
    unimplemented!("lands next")
}

/// Frees a block of [`allocate_order`] or a frame whose only reference is the caller's.
pub fn free(_frame: Frame) {
    unimplemented!("lands next")
}

/// One more reference. No effect on frames that are not the allocator's (device memory).
pub fn retain(_frame: Frame) {
    unimplemented!("lands next")
}

/// One reference fewer; the last frees the frame.
pub fn release(_frame: Frame) {
    unimplemented!("lands next")
}

/// Exact when no other CPU allocates.
pub fn counts() -> Counts {
    unimplemented!("lands next")
}

/// A reference to a frame, released when dropped.
#[derive(Debug)]
pub struct FrameRef(Frame);

impl FrameRef {
    /// Takes over a reference that the caller holds.
    pub fn from_held(frame: Frame) -> Self {
        Self(frame)
    }

    /// The frame, which stays while `self` does.
    pub fn frame(&self) -> Frame {
        self.0
    }
}

impl Drop for FrameRef {
    fn drop(&mut self) {
        release(self.0);
    }
}
