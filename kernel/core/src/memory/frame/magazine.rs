//! A CPU's own stock of single frames.

/// Frames a magazine holds at most; half goes back when it overflows.
pub(super) const CAPACITY: usize = 64;

/// Order of the block that fills an empty magazine.
pub(super) const REFILL_ORDER: usize = 4;

/// A stack of frame numbers, on cache lines of its own.
#[repr(align(64))]
pub(super) struct Magazine {
    frames: [u32; CAPACITY],
    len: usize,
}

impl Magazine {
    pub(super) const fn new() -> Self {
        Self {
            frames: [0; CAPACITY],
            len: 0,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.len
    }

    pub(super) fn is_full(&self) -> bool {
        self.len == CAPACITY
    }

    #[inline]
    pub(super) fn pop(&mut self) -> Option<u32> {
        self.len = self.len.checked_sub(1)?;
        Some(self.frames[self.len])
    }

    /// The magazine must not be full.
    #[inline]
    pub(super) fn push(&mut self, index: u32) {
        self.frames[self.len] = index;
        self.len += 1;
    }
}
