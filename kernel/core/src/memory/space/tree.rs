//! The mappings by address, and the gaps between them by size.
//!
//! Mappings never overlap, and neighbours that could be one mapping are one. Every gap between
//! [`USER_BOTTOM`] and [`USER_TOP`] is in `gaps` once, so that a place for a new mapping is found
//! in logarithmic time: the smallest gap that is large enough, and in it the highest address.

use super::mapping::{Mapping, Source};
use super::AddressSpace;
use crate::memory::MemoryObject;
use abi::memory::MapFlags;
use abi::{PAGE_SIZE, USER_BOTTOM, USER_TOP};
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::sync::Weak;
use alloc::vec::Vec;
use core::ops::Range;

/// Mappings taken out of a tree. Dropped only when no lock is held: the last reference to an
/// object or stream may go with them.
pub(super) type Graveyard = Vec<Source>;

pub(super) struct Tree {
    mappings: BTreeMap<usize, Mapping>,
    /// (length, start) of every gap.
    gaps: BTreeSet<(usize, usize)>,
    bytes: usize,
    /// Whom to name to memory objects as their mapper.
    owner: u64,
    space: Weak<AddressSpace>,
}

impl Tree {
    pub fn new(owner: u64, space: Weak<AddressSpace>) -> Self {
        Self {
            mappings: BTreeMap::new(),
            gaps: BTreeSet::from([(USER_TOP - USER_BOTTOM, USER_BOTTOM)]),
            bytes: 0,
            owner,
            space,
        }
    }

    /// A copy for another space, of what is inherited.
    pub fn fork(&self, owner: u64, space: Weak<AddressSpace>) -> Self {
        let mut copy = Self {
            mappings: self.mappings.clone(),
            gaps: self.gaps.clone(),
            bytes: self.bytes,
            owner,
            space,
        };
        for mapping in copy.mappings.values() {
            copy.announce(mapping);
        }
        let is_left =
            |(_, mapping): &(usize, &Mapping)| mapping.flags.contains(MapFlags::NOT_INHERITED);
        let left: Vec<usize> = self
            .iter()
            .filter(is_left)
            .map(|(start, _)| start)
            .collect();
        for start in left {
            // The original keeps what this refers to: no destructor runs.
            copy.remove_one(start, &mut Graveyard::new());
        }
        copy
    }

    /// Mappings.
    pub fn len(&self) -> usize {
        self.mappings.len()
    }

    /// Bytes mapped.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// The mapping that holds the address, and its start.
    #[inline]
    pub fn find(&self, address: usize) -> Option<(usize, &Mapping)> {
        let (&start, mapping) = self.mappings.range(..=address).next_back()?;
        (address < mapping.end).then_some((start, mapping))
    }

    /// The first mapping that ends above the address.
    pub fn first_above(&self, address: usize) -> Option<(usize, &Mapping)> {
        self.find(address).or_else(|| {
            let (&start, mapping) = self.mappings.range(address..).next()?;
            Some((start, mapping))
        })
    }

    /// The mappings that overlap the range, whole ones.
    pub fn overlapping(&self, range: Range<usize>) -> impl Iterator<Item = (usize, &Mapping)> {
        let from = self
            .find(range.start)
            .map_or(range.start, |(start, _)| start);
        self.mappings
            .range(from..range.end.max(from))
            .map(|(&start, mapping)| (start, mapping))
    }

    pub fn iter(&self) -> impl Iterator<Item = (usize, &Mapping)> {
        self.mappings
            .iter()
            .map(|(&start, mapping)| (start, mapping))
    }

    /// Whether every page of the range is mapped.
    pub fn covers(&self, range: Range<usize>) -> bool {
        let mut at = range.start;
        for (start, mapping) in self.overlapping(range.clone()) {
            if start > at {
                return false;
            }
            at = mapping.end;
        }
        at >= range.end
    }

    pub fn is_free(&self, range: Range<usize>) -> bool {
        range.start >= USER_BOTTOM
            && range.end <= USER_TOP
            && self.overlapping(range).next().is_none()
    }

    /// The gap around `range`, in which nothing is mapped.
    fn gap_around(&self, range: &Range<usize>) -> Range<usize> {
        let below = self.mappings.range(..range.start).next_back();
        let above = self.mappings.range(range.end..).next();
        below.map_or(USER_BOTTOM, |(_, mapping)| mapping.end)..above.map_or(USER_TOP, |(&at, _)| at)
    }

    fn add_gap(&mut self, start: usize, end: usize) {
        if start < end {
            self.gaps.insert((end - start, start));
        }
    }

    fn remove_gap(&mut self, start: usize, end: usize) {
        if start < end {
            self.gaps.remove(&(end - start, start));
        }
    }

    /// Start of a free range of `len` bytes within `bounds`: the highest in the smallest gap that
    /// serves.
    pub fn place(&self, len: usize, bounds: Range<usize>) -> Option<usize> {
        self.gaps.range((len, 0)..).find_map(|&(gap_len, start)| {
            let end = (start + gap_len).min(bounds.end);
            let at = end.checked_sub(len)?;
            (at >= start.max(bounds.start)).then_some(at)
        })
    }

    /// Enters a mapping where there is a gap, and joins it with its neighbours.
    pub fn insert(&mut self, start: usize, mapping: Mapping) {
        let range = start..mapping.end;
        let gap = self.gap_around(&range);
        self.remove_gap(gap.start, gap.end);
        self.add_gap(gap.start, range.start);
        self.add_gap(range.end, gap.end);
        self.bytes += range.len();
        self.announce(&mapping);
        self.mappings.insert(start, mapping);
        self.join(range.end);
        self.join(range.start);
    }

    fn announce(&self, mapping: &Mapping) {
        if let Some(source) = &mapping.source {
            source.backing.object.mapped(self.owner, &self.space);
        }
    }

    fn renounce(&self, source: &Source) {
        source.backing.object.unmapped(self.owner);
    }

    /// Joins the mappings that meet at `at`, if they are one. What is dropped has a twin that
    /// stays, so no destructor runs.
    pub fn join(&mut self, at: usize) {
        let Some(above) = self.mappings.get(&at) else {
            return;
        };
        let Some((&start, below)) = self.mappings.range(..at).next_back() else {
            return;
        };
        if below.end != at || !below.continues_in(start, above) {
            return;
        }
        let end = above.end;
        if let Some(Mapping {
            source: Some(source),
            ..
        }) = self.mappings.remove(&at)
        {
            self.renounce(&source);
        }
        if let Some(below) = self.mappings.get_mut(&start) {
            below.end = end;
        }
    }

    /// Makes `at` a border between mappings, if one spans it.
    fn split(&mut self, at: usize) {
        let Some((&start, mapping)) = self.mappings.range_mut(..at).next_back() else {
            return;
        };
        if mapping.end <= at {
            return;
        }
        let tail = mapping.tail(start, at);
        mapping.end = at;
        self.announce(&tail);
        self.mappings.insert(at, tail);
    }

    /// Takes all mappings out of the range. Whether there were any.
    pub fn remove(&mut self, range: Range<usize>, graveyard: &mut Graveyard) -> bool {
        self.split(range.start);
        self.split(range.end);
        let mut any = false;
        while let Some((&start, _)) = self.mappings.range(range.clone()).next() {
            any = true;
            self.remove_one(start, graveyard);
        }
        any
    }

    fn remove_one(&mut self, start: usize, graveyard: &mut Graveyard) {
        let Some(mapping) = self.mappings.remove(&start) else {
            return;
        };
        let range = start..mapping.end;
        let gap = self.gap_around(&range);
        self.remove_gap(gap.start, range.start);
        self.remove_gap(range.end, gap.end);
        self.add_gap(gap.start, gap.end);
        self.bytes -= range.len();
        if let Some(source) = mapping.source {
            self.renounce(&source);
            graveyard.push(source);
        }
    }

    /// Changes every mapping in the range, split at its ends, and joins what has become one.
    /// `change` is given each mapping's range.
    pub fn change(
        &mut self,
        range: Range<usize>,
        mut change: impl FnMut(Range<usize>, &mut Mapping),
    ) {
        self.split(range.start);
        self.split(range.end);
        let mut at = range.start;
        while let Some((&start, mapping)) = self.mappings.range_mut(at..range.end).next() {
            at = mapping.end;
            change(start..at, mapping);
            self.join(start);
        }
        self.join(range.end);
    }

    /// Moves the start of a mapping that grows downward.
    pub fn grow_down(&mut self, start: usize, new_start: usize) {
        let gap = self.gap_around(&(new_start..start));
        let Some(mapping) = self.mappings.remove(&start) else {
            return;
        };
        self.remove_gap(gap.start, start);
        self.add_gap(gap.start, new_start);
        self.bytes += start - new_start;
        self.mappings.insert(new_start, mapping);
    }

    /// Where a stack whose mapping lies next above `address` may grow to include its page: the
    /// mapping's start. Stacks stay within `limit` bytes and `guard` bytes above what is below.
    pub fn growable(&self, address: usize, limit: usize, guard: usize) -> Option<usize> {
        let page = address & !(PAGE_SIZE - 1);
        let (&start, mapping) = self.mappings.range(address..).next()?;
        let floor = self
            .mappings
            .range(..address)
            .next_back()
            .map_or(USER_BOTTOM, |(_, m)| m.end);
        let fits = mapping.flags.contains(MapFlags::GROWS_DOWN)
            && mapping.source.is_none()
            && mapping.end - page <= limit
            && page >= floor.saturating_add(guard);
        fits.then_some(start)
    }

    /// Address ranges in which `bytes` of the object show.
    pub fn showing(&self, object: &MemoryObject, bytes: &Range<u64>) -> Vec<Range<usize>> {
        let clip = |(start, mapping): (usize, &Mapping)| {
            let source = mapping.source.as_ref()?;
            if source.backing.object.id() != object.id() {
                return None;
            }
            let len = (mapping.end - start) as u64;
            let from = bytes.start.saturating_sub(source.offset).min(len);
            let to = bytes.end.saturating_sub(source.offset).min(len);
            (from < to).then_some(start + from as usize..start + to as usize)
        };
        self.iter().filter_map(clip).collect()
    }

    /// Takes every mapping out, when the address space goes.
    pub fn dismantle(&mut self) {
        for mapping in core::mem::take(&mut self.mappings).into_values() {
            if let Some(source) = mapping.source {
                self.renounce(&source);
            }
        }
    }

    /// Panics unless what the module says of the tree holds.
    #[cfg(test)]
    pub fn check(&self) {
        let mut gaps = BTreeSet::new();
        let mut at = USER_BOTTOM;
        let mut bytes = 0;
        let mut before: Option<(usize, &Mapping)> = None;
        for (start, mapping) in self.iter() {
            assert!(start >= at && mapping.end > start);
            if start > at {
                gaps.insert((start - at, at));
            } else if let Some((below, before)) = before {
                assert!(
                    !before.continues_in(below, mapping),
                    "two mappings that are one"
                );
            }
            at = mapping.end;
            bytes += mapping.end - start;
            before = Some((start, mapping));
        }
        if at < USER_TOP {
            gaps.insert((USER_TOP - at, at));
        }
        assert_eq!(self.gaps, gaps);
        assert_eq!(self.bytes, bytes);
    }
}
