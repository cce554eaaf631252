//! Removing pages: first the entries, then the TLBs, then the frames.

use super::AddressSpace;
use crate::machine::{machine, Frame, PageChange};
use crate::memory::frame;
use core::ops::Range;

/// Frames waited for by one flush.
const BATCH: usize = 64;

/// Frames whose entries are gone, to be released after a flush.
pub(super) struct Zap<'a> {
    space: &'a AddressSpace,
    frames: [Frame; BATCH],
    len: usize,
    range: Range<usize>,
    total: u64,
}

impl<'a> Zap<'a> {
    pub fn new(space: &'a AddressSpace) -> Self {
        Self {
            space,
            frames: [Frame(0); BATCH],
            len: 0,
            range: 0..0,
            total: 0,
        }
    }

    /// Takes over the reference of an entry that is removed at once after this.
    pub fn add(&mut self, address: usize, frame: Frame, page_size: usize) {
        if self.len == BATCH {
            self.finish();
        }
        if self.len == 0 {
            self.range = address..address;
        }
        self.frames[self.len] = frame;
        self.len += 1;
        self.total += 1;
        self.range.end = address + page_size;
    }

    /// Flushes and releases. Entries removed in all.
    pub fn finish(&mut self) -> u64 {
        if self.len > 0 {
            machine().flush(&self.space.table, self.range.start, self.range.end);
            self.frames[..self.len]
                .iter()
                .for_each(|&frame| frame::release(frame));
            self.len = 0;
        }
        self.total
    }
}

impl AddressSpace {
    /// Removes every entry in the range. How many there were. The caller holds the lock.
    pub(super) fn zap(&self, range: Range<usize>) -> u64 {
        let mut zap = Zap::new(self);
        machine().update_pages(&self.table, range.start, range.end, &mut |at, entry| {
            zap.add(at, entry.frame, abi::PAGE_SIZE);
            PageChange::Remove
        });
        zap.finish()
    }
}
