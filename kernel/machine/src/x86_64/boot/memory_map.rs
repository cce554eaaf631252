//! The memory map: what the loader says is RAM, less what is in use.

use core::ops::Range;

/// Ranges the loader may give, and we may split them into.
pub const RANGES_MAX: usize = 128;

/// Everything below is left to firmware, legacy devices and the start of other CPUs.
const LOW_MEMORY_END: u64 = 0x10_0000;

/// Free physical memory in bytes, page-aligned ranges in ascending order once [`Self::finish`] ran.
#[derive(Clone)]
pub struct MemoryMap {
    ranges: [Range<u64>; RANGES_MAX],
    len: usize,
}

impl MemoryMap {
    pub const fn new() -> Self {
        Self {
            ranges: [const { 0..0 }; RANGES_MAX],
            len: 0,
        }
    }

    /// Adds RAM; partial pages at its ends are dropped. A map that is too fragmented loses the rest.
    pub fn add_ram(&mut self, start: u64, len: u64) {
        let end = start.saturating_add(len) & !0xfff;
        let start = start.max(LOW_MEMORY_END).next_multiple_of(0x1000);
        if start < end && self.len < RANGES_MAX {
            self.ranges[self.len] = start..end;
            self.len += 1;
        }
    }

    /// Takes a range in use out, widened to whole pages.
    pub fn reserve(&mut self, start: u64, end: u64) {
        let (start, end) = (start & !0xfff, end.next_multiple_of(0x1000));
        for index in 0..self.len {
            let range = self.ranges[index].clone();
            if range.end <= start || end <= range.start {
                continue;
            }
            self.ranges[index] = range.start..start.max(range.start);
            if end < range.end {
                self.add_ram(end, range.end - end);
            }
        }
    }

    /// Sorts, and drops what is empty.
    pub fn finish(&mut self) {
        let used = &mut self.ranges[..self.len];
        used.sort_unstable_by_key(|range| (range.is_empty(), range.start));
        self.len = used.iter().filter(|range| !range.is_empty()).count();
    }

    pub fn ranges(&self) -> &[Range<u64>] {
        &self.ranges[..self.len]
    }

    /// End of the highest range.
    pub fn end(&self) -> u64 {
        self.ranges()
            .iter()
            .map(|range| range.end)
            .max()
            .unwrap_or(0)
    }

    /// Takes whole pages from the end of the largest range that lies below `limit`, before the
    /// frame allocator exists.
    pub fn take(&mut self, bytes: u64, limit: u64) -> Option<u64> {
        let bytes = bytes.next_multiple_of(0x1000);
        let range = self.ranges[..self.len]
            .iter_mut()
            .filter(|range| range.end <= limit && range.end - range.start >= bytes)
            .max_by_key(|range| range.end - range.start)?;
        range.end -= bytes;
        Some(range.end)
    }
}
