//! Growing, shrinking and moving a mapping (`mremap`).

use super::map::checked_range;
use super::mapping::Mapping;
use super::{AddressSpace, Graveyard, Inner};
use crate::machine::{machine, PageChange};
use crate::memory::frame;
use abi::memory::MapFlags;
use abi::{Errno, PAGE_SIZE, USER_BOTTOM};
use core::ops::Range;

/// Where the result may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placement {
    InPlace,
    Anywhere,
    Exactly(usize),
}

impl AddressSpace {
    /// Changes the length of what is mapped at `address`, moving it if need and leave be. The new
    /// address.
    ///
    /// EINVAL (unaligned, empty, overlap), EFAULT (the old range is not one mapping), ENOMEM (no
    /// room, limit, memory).
    pub fn remap(
        &self,
        address: usize,
        old_len: usize,
        new_len: usize,
        placement: Placement,
    ) -> Result<usize, Errno> {
        let old = checked_range(address, old_len, Errno::EINVAL)?;
        let new_len = new_len
            .checked_next_multiple_of(PAGE_SIZE)
            .ok_or(Errno::ENOMEM)?;
        if old.is_empty() || new_len == 0 {
            return Err(Errno::EINVAL);
        }
        let mut graveyard = Graveyard::new();
        let mut inner = self.inner.lock();
        let result = self.remap_locked(&mut inner, old, new_len, placement, &mut graveyard);
        drop(inner);
        result
    }

    fn remap_locked(
        &self,
        inner: &mut Inner,
        old: Range<usize>,
        new_len: usize,
        placement: Placement,
        graveyard: &mut Graveyard,
    ) -> Result<usize, Errno> {
        let (start, mapping) = inner.tree.find(old.start).ok_or(Errno::EFAULT)?;
        if mapping.end < old.end {
            return Err(Errno::EFAULT);
        }
        let mut moved = mapping.tail(start, old.start);
        if let Placement::Exactly(target) = placement {
            let target = checked_range(target, new_len, Errno::EINVAL)?;
            if target.start < USER_BOTTOM || (target.start < old.end && old.start < target.end) {
                return Err(Errno::EINVAL);
            }
            self.check_growth(inner, &old, new_len)?;
            self.clear(inner, target.clone(), graveyard);
            return self.move_mapping(inner, old, target, moved, graveyard);
        }
        if new_len <= old.len() {
            self.clear(inner, old.start + new_len..old.end, graveyard);
            return Ok(old.start);
        }
        self.check_growth(inner, &old, new_len)?;
        let grown = old.end..old.start.checked_add(new_len).ok_or(Errno::ENOMEM)?;
        if moved_ends_at(inner, &old) && inner.tree.is_free(grown.clone()) {
            let mut more = moved.tail(old.start, old.end);
            more.end = grown.end;
            inner.tree.insert(grown.start, more);
            return Ok(old.start);
        }
        if placement == Placement::InPlace {
            return Err(Errno::ENOMEM);
        }
        let target = self
            .find_room(inner, 0, new_len, MapFlags::empty())
            .ok_or(Errno::ENOMEM)?;
        moved.end = target + new_len;
        self.move_mapping(inner, old, target..target + new_len, moved, graveyard)
    }

    fn check_growth(&self, inner: &Inner, old: &Range<usize>, new_len: usize) -> Result<(), Errno> {
        let more = new_len.saturating_sub(old.len()) as u64;
        if inner.tree.bytes() as u64 + more <= self.limit() {
            Ok(())
        } else {
            Err(Errno::ENOMEM)
        }
    }

    /// Moves pages and mapping from `old` to `target`, where nothing is. If page tables cannot be
    /// had, all stays where it was.
    fn move_mapping(
        &self,
        inner: &mut Inner,
        old: Range<usize>,
        target: Range<usize>,
        mut moved: Mapping,
        graveyard: &mut Graveyard,
    ) -> Result<usize, Errno> {
        let common = old.len().min(target.len());
        let mut entered = true;
        machine().update_pages(
            &self.table,
            old.start,
            old.start + common,
            &mut |at, entry| {
                if entered {
                    frame::retain(entry.frame);
                    let to = target.start + (at - old.start);
                    let attributes = moved.attributes(entry.writable);
                    entered = machine().map_page(&self.table, to, entry.frame, attributes);
                    if !entered {
                        frame::release(entry.frame);
                    }
                }
                PageChange::Keep
            },
        );
        if !entered {
            self.zap(target);
            return Err(Errno::ENOMEM);
        }
        // Both sets of entries exist now; the old ones go with their mapping.
        let mut shown = 0;
        machine().update_pages(&self.table, target.start, target.end, &mut |_, _| {
            shown += 1;
            PageChange::Keep
        });
        inner.add_resident(shown);
        moved.end = target.end;
        inner.tree.insert(target.start, moved);
        self.clear(inner, old, graveyard);
        Ok(target.start)
    }
}

/// Whether the mapping that holds the range ends with it.
fn moved_ends_at(inner: &Inner, range: &Range<usize>) -> bool {
    inner
        .tree
        .find(range.start)
        .is_some_and(|(_, mapping)| mapping.end == range.end)
}
