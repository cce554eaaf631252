//! Free blocks by power of two.
//!
//! One doubly linked list for each order, threaded through the records by frame number; a bit for
//! each order whose list is not empty. A block of order k starts at a multiple of 2^k; its buddy
//! differs from it in bit k, and two free buddies are always one block of order k + 1.

use super::record::{FrameRecord, Owner, NONE};

/// Largest block: 2 to the power of this many frames (4 MiB).
pub const MAX_ORDER: usize = 10;

pub(super) struct Buddy {
    records: &'static [FrameRecord],
    heads: [u32; MAX_ORDER + 1],
    /// Bit per order whose list is not empty.
    available: u32,
    free: u64,
}

impl Buddy {
    pub(super) fn new(records: &'static [FrameRecord]) -> Self {
        Self {
            records,
            heads: [NONE; MAX_ORDER + 1],
            available: 0,
            free: 0,
        }
    }

    /// Frames in the lists.
    pub(super) fn free_frames(&self) -> u64 {
        self.free
    }

    fn record(&self, index: u32) -> &'static FrameRecord {
        &self.records[index as usize]
    }

    fn push(&mut self, index: u32, order: usize) {
        let head = self.heads[order];
        let record = self.record(index);
        record.set_state(Owner::Free, order);
        record.set_next(head);
        record.set_previous(NONE);
        if head != NONE {
            self.record(head).set_previous(index);
        }
        self.heads[order] = index;
        self.available |= 1 << order;
    }

    fn remove(&mut self, index: u32, order: usize) {
        let record = self.record(index);
        let (next, previous) = (record.next(), record.previous());
        if next != NONE {
            self.record(next).set_previous(previous);
        }
        if previous != NONE {
            self.record(previous).set_next(next);
        } else {
            self.heads[order] = next;
            if next == NONE {
                self.available &= !(1 << order);
            }
        }
        record.set_state(Owner::Inner, 0);
    }

    /// First frame of a block of 2^`order` frames, its record `Inner`.
    pub(super) fn allocate(&mut self, order: usize) -> Option<u32> {
        let fitting = self.available & (u32::MAX << order);
        if order > MAX_ORDER || fitting == 0 {
            return None;
        }
        let mut found = fitting.trailing_zeros() as usize;
        let index = self.heads[found];
        self.remove(index, found);
        while found > order {
            found -= 1;
            self.push(index + (1 << found), found);
        }
        self.free -= 1 << order;
        Some(index)
    }

    /// Gives a block back.
    pub(super) fn free(&mut self, mut index: u32, mut order: usize) {
        self.free += 1 << order;
        while order < MAX_ORDER {
            let buddy = index ^ (1 << order);
            match self.records.get(buddy as usize) {
                Some(record) if record.is_free_block(order) => {}
                _ => break,
            }
            self.remove(buddy, order);
            self.record(index).set_state(Owner::Inner, 0);
            index &= !(1 << order);
            order += 1;
        }
        self.push(index, order);
    }

    /// Adds memory that was never handed out, in the largest aligned blocks.
    pub(super) fn add(&mut self, mut start: u64, end: u64) {
        let end = end.min(self.records.len() as u64);
        while start < end {
            let aligned = (start.trailing_zeros() as usize).min(MAX_ORDER);
            let fitting = (end - start).ilog2() as usize;
            let order = aligned.min(fitting);
            self.free(start as u32, order);
            start += 1 << order;
        }
    }
}
