//! Memory that stays resident: `mlock` and its kin.
//!
//! Private and anonymous pages never leave memory here, and what a pager supplied is kept by its entry
//! in the page table. So to lock is to make every page of a range present, and to remember it: for
//! the limit, for advice that would drop pages, and for what is mapped later.

use super::map::{checked_range, populate_access, set_flag};
use super::{AddressSpace, Inner};
use crate::memory::FaultCause;
use abi::memory::{LockAll, MapFlags};
use abi::{Errno, PAGE_SIZE, USER_TOP};
use core::ops::Range;

/// Every address that can be mapped.
const ALL: Range<usize> = 0..USER_TOP;

impl Inner {
    /// Bytes locked within the range, or in all.
    fn locked_bytes(&self, range: Option<Range<usize>>) -> u64 {
        let locked = |(start, mapping): (usize, &super::mapping::Mapping)| {
            let bytes = match &range {
                Some(range) => start.max(range.start)..mapping.end.min(range.end),
                None => start..mapping.end,
            };
            match mapping.flags.contains(MapFlags::LOCKED) {
                true => bytes.len() as u64,
                false => 0,
            }
        };
        self.tree.iter().map(locked).sum()
    }

    /// Marks what is mapped in the range as locked, or not.
    fn mark(&mut self, range: Range<usize>, locked: bool) {
        self.was_locked |= locked;
        set_flag(self, range, MapFlags::LOCKED, locked);
    }

    /// What a forked child's copy has: nothing is locked in it (POSIX `fork`).
    pub(super) fn forget_locks(&mut self) {
        self.mark(ALL, false);
    }

    /// How a new mapping at `range` is made because of `mlockall`. EAGAIN beyond its limit.
    pub(super) fn locks_new(&mut self, range: Range<usize>) -> Result<MapFlags, Errno> {
        let Some(limit) = self.lock_future else {
            return Ok(MapFlags::empty());
        };
        let kept = self.locked_bytes(None) - self.locked_bytes(Some(range.clone()));
        match kept + range.len() as u64 <= limit {
            true => {
                self.was_locked = true;
                Ok(MapFlags::LOCKED | MapFlags::POPULATE)
            }
            false => Err(Errno::EAGAIN),
        }
    }
}

/// A range of whole pages around what is asked for. EINVAL if it wraps round, ENOMEM beyond the user's half.
fn pages(address: usize, len: usize) -> Result<Range<usize>, Errno> {
    let start = address & !(PAGE_SIZE - 1);
    let end = address.checked_add(len).ok_or(Errno::EINVAL)?;
    let end = end
        .checked_next_multiple_of(PAGE_SIZE)
        .ok_or(Errno::EINVAL)?;
    checked_range(start, end - start, Errno::ENOMEM)
}

impl AddressSpace {
    /// `mlock`, with at most `limit` bytes locked in all. May park on a pager. EINVAL, ENOMEM if part of
    /// the range is not mapped or may not be accessed, or beyond the limit; EAGAIN if memory is short.
    pub fn lock_range(&self, address: usize, len: usize, limit: u64) -> Result<(), Errno> {
        let range = pages(address, len)?;
        if range.is_empty() {
            return Ok(());
        }
        {
            let mut inner = self.inner.lock();
            if !inner.tree.covers(range.clone()) {
                return Err(Errno::ENOMEM);
            }
            let kept = inner.locked_bytes(None) - inner.locked_bytes(Some(range.clone()));
            if kept + range.len() as u64 > limit {
                return Err(Errno::ENOMEM);
            }
            inner.mark(range.clone(), true);
        }
        self.make_present(range)
    }

    /// `munlock`. EINVAL, ENOMEM if part of the range is not mapped.
    pub fn unlock_range(&self, address: usize, len: usize) -> Result<(), Errno> {
        let range = pages(address, len)?;
        if range.is_empty() {
            return Ok(());
        }
        let mut inner = self.inner.lock();
        if !inner.tree.covers(range.clone()) {
            return Err(Errno::ENOMEM);
        }
        inner.mark(range, false);
        Ok(())
    }

    /// `mlockall`, with at most `limit` bytes locked. May park on a pager. EINVAL, ENOMEM beyond the limit.
    pub fn lock_all(&self, which: LockAll, limit: u64) -> Result<(), Errno> {
        if which.is_empty() {
            return Err(Errno::EINVAL);
        }
        {
            let mut inner = self.inner.lock();
            if which.contains(LockAll::CURRENT) && inner.tree.bytes() as u64 > limit {
                return Err(Errno::ENOMEM);
            }
            inner.lock_future = which.contains(LockAll::FUTURE).then_some(limit);
            if !which.contains(LockAll::CURRENT) {
                return Ok(());
            }
            inner.mark(ALL, true);
        }
        let mut from = 0;
        loop {
            let next = {
                let inner = self.inner.lock();
                let next = inner.tree.first_above(from);
                next.map(|(start, mapping)| start..mapping.end)
            };
            let Some(range) = next else {
                return Ok(());
            };
            from = range.end;
            // What may not be accessed, or lies beyond a file's end, has no pages to keep.
            let _ = self.make_present(range);
        }
    }

    /// `munlockall`.
    pub fn unlock_all(&self) {
        let mut inner = self.inner.lock();
        inner.lock_future = None;
        inner.mark(ALL, false);
    }

    /// Makes every page of the range present, as its mapping allows: ENOMEM where none does.
    fn make_present(&self, range: Range<usize>) -> Result<(), Errno> {
        for page in range.step_by(PAGE_SIZE) {
            let access = {
                let inner = self.inner.lock();
                let mapping = inner.tree.find(page).map(|(_, mapping)| mapping);
                mapping
                    .and_then(|mapping| populate_access(mapping.protection, mapping.flags))
                    .ok_or(Errno::ENOMEM)?
            };
            self.page_fault(page, access).map_err(|cause| match cause {
                FaultCause::NoMemory => Errno::EAGAIN,
                _ => Errno::ENOMEM,
            })?;
        }
        Ok(())
    }
}
