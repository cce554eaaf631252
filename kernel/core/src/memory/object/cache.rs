//! The page cache: pages of paged objects, fetched, written back and given up.
//!
//! Two faults on the same absent page may both ask the pager; the first to come back puts its
//! page in, the other's is dropped. A page is dirty from a store on: a mapping of a paged object
//! is read-only until the store faults.

use super::{insert, Kind, MemoryObject, Pager, Slot, PAGE};
use crate::lock::{Rank, SpinLock};
use crate::machine::Frame;
use crate::memory::frame::{self, FrameRef};
use crate::memory::FaultCause;
use abi::Errno;
use alloc::sync::{Arc, Weak};
use alloc::vec::Vec;

/// Most pages asked of a pager at once (64 KiB).
const READ_AHEAD: usize = 16;

/// Pages that one round of reclaim looks for.
const RECLAIM_TARGET: usize = 128;

/// Every paged object, for reclaim.
static PAGED: SpinLock<Vec<Weak<MemoryObject>>> = SpinLock::new(Rank::MEMORY_OBJECT, Vec::new());

pub(super) fn register(object: &Arc<MemoryObject>) {
    let mut paged = PAGED.lock();
    if paged.len() == paged.capacity() {
        paged.retain(|object| object.strong_count() > 0);
    }
    paged.push(Arc::downgrade(object));
}

/// Takes clean pages nobody maps out of the page cache. Whether any frame came free. Called with
/// no lock held.
pub fn reclaim() -> bool {
    // Pages used since the last look get a second chance, then a third none.
    (0..2).any(|_| {
        let objects: Vec<_> = PAGED.lock().iter().filter_map(Weak::upgrade).collect();
        let mut freed = 0;
        for object in objects {
            if freed < RECLAIM_TARGET {
                freed += object.evict(RECLAIM_TARGET - freed);
            }
        }
        freed > 0
    })
}

impl MemoryObject {
    /// Gives up to `most` clean, unmapped, unused pages up; clears marks of use on the way.
    fn evict(&self, most: usize) -> usize {
        let mut victims = Vec::new();
        let mut state = self.state.lock();
        state.pages.for_each(0..u64::MAX, |index, slot| {
            if slot.has(Slot::DIRTY) || frame::references(slot.frame()) > 1 {
                return;
            }
            if slot.has(Slot::REFERENCED) {
                slot.clear(Slot::REFERENCED);
            } else if victims.len() < most {
                victims.push(index);
            }
        });
        for &index in &victims {
            if let Some(slot) = state.pages.remove(index) {
                frame::release(slot.frame());
            }
        }
        victims.len()
    }

    /// Asks the pager for the page and for absent ones behind it.
    pub(super) fn page_in(
        &self,
        pager: &dyn Pager,
        cookie: u64,
        index: u64,
    ) -> Result<(), FaultCause> {
        let wanted = self.absent_from(index);
        let mut frames = [Frame(0); READ_AHEAD];
        let mut got = 0;
        while got < wanted {
            match frame::allocate() {
                Some(frame) => frames[got] = frame,
                None if got > 0 => break,
                None if reclaim() => continue,
                None => return Err(FaultCause::NoMemory),
            }
            got += 1;
        }
        let held: Vec<_> = frames[..got]
            .iter()
            .map(|&frame| FrameRef::from_held(frame))
            .collect();
        pager
            .page_in(cookie, index * PAGE, &frames[..got])
            .map_err(|error| match error {
                Errno::ENOMEM => FaultCause::NoMemory,
                _ => FaultCause::BeyondEnd,
            })?;
        let mut state = self.state.lock();
        let end = self.size().div_ceil(PAGE);
        let mut unused = Vec::new();
        for (at, page) in (index..).zip(held) {
            if at < end && state.pages.get(at).is_none() {
                drop(insert(
                    &mut state.pages,
                    at,
                    page.into_held(),
                    Slot::REFERENCED,
                ));
            } else {
                unused.push(page);
            }
        }
        Ok(())
    }

    /// How many pages from `index` on are absent and within the object, at most [`READ_AHEAD`].
    fn absent_from(&self, index: u64) -> usize {
        let within = self.size().div_ceil(PAGE).saturating_sub(index);
        let state = self.state.lock();
        let end = state.pages.next_present(index + 1).unwrap_or(u64::MAX);
        within.min(end - index).min(READ_AHEAD as u64) as usize
    }

    /// Writes dirty pages of the range back to the pager. May park. The pager's error, after
    /// which the page is dirty still.
    pub fn synchronise(&self, offset: u64, len: u64) -> Result<(), Errno> {
        let Kind::Paged { pager, cookie } = &self.kind else {
            return Ok(());
        };
        let end = offset.saturating_add(len).div_ceil(PAGE);
        let mut from = offset / PAGE;
        while let Some((index, page)) = self.take_dirty(from, end) {
            from = index + 1;
            // Stores from here on fault and mark the page anew; those before are in the frame.
            for space in self.mappers() {
                space.write_protect_object(self, index * PAGE..(index + 1) * PAGE);
            }
            let len = self.size().saturating_sub(index * PAGE).min(PAGE) as usize;
            if let Err(error) = pager.page_out(*cookie, index * PAGE, page.frame(), len) {
                if let Some(slot) = self.state.lock().pages.get(index) {
                    slot.set(Slot::DIRTY);
                }
                return Err(error);
            }
        }
        Ok(())
    }

    /// The first dirty page from `from` to before `end`, now marked clean.
    fn take_dirty(&self, from: u64, end: u64) -> Option<(u64, FrameRef)> {
        let mut state = self.state.lock();
        let mut next = state.pages.next_present(from);
        while let Some(index) = next.filter(|&index| index < end) {
            if let Some(slot) = state.pages.get(index).filter(|slot| slot.has(Slot::DIRTY)) {
                slot.clear(Slot::DIRTY);
                return Some((index, FrameRef::retained(slot.frame())));
            }
            next = state.pages.next_present(index + 1);
        }
        None
    }
}
