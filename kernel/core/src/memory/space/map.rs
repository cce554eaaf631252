//! Changing mappings: map, unmap, protect, advise, synchronise.

use super::mapping::{Mapping, Source, KEPT_FLAGS};
use super::{page_range, AddressSpace, Backing, Graveyard, Inner};
use crate::machine::{machine, Cache, PageChange};
use crate::memory::{frame, Access, MemoryObject};
use abi::memory::{Advice, MapFlags, MapRequest, Protection};
use abi::{Errno, PAGE_SIZE, USER_BOTTOM, USER_TOP};
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::ops::Range;

use super::fault::is_exclusive;

const LOW_2G: usize = 1 << 31;

/// Most mappings of one space (Linux's `vm.max_map_count`): each takes kernel memory, whatever its size.
const MAPPINGS_MAX: usize = 65_530;

impl AddressSpace {
    /// Maps `request`; the caller resolved `request.object` to `backing`. May park on a pager if
    /// POPULATE is asked for. The address.
    ///
    /// EINVAL (empty, unaligned, unknown bits), ENOMEM (no room, limit), EEXIST
    /// (FIXED_NO_REPLACE), EACCES (the handle's rights), EOVERFLOW (offset), EAGAIN (it would have to
    /// be locked, beyond what may be).
    pub fn map(
        self: &Arc<Self>,
        request: &MapRequest,
        backing: Option<Backing>,
    ) -> Result<usize, Errno> {
        let protection = Protection::from_bits(request.protection).ok_or(Errno::EINVAL)?;
        let mut flags = MapFlags::from_bits(request.flags).ok_or(Errno::EINVAL)?;
        if request.len == 0 || flags.contains(MapFlags::LOCKED) {
            return Err(Errno::EINVAL);
        }
        let len = request
            .len
            .checked_next_multiple_of(PAGE_SIZE)
            .filter(|&len| len <= USER_TOP - USER_BOTTOM)
            .ok_or(Errno::ENOMEM)?;
        let source = source_of(request, len, flags, protection, backing)?;
        let mut graveyard = Graveyard::new();
        let start = {
            let mut inner = self.inner.lock();
            let start = self.choose(&inner, request.address, len, flags)?;
            self.check_limit(&inner, start, len)?;
            flags |= inner.locks_new(start..start + len)?;
            self.clear(&mut inner, start..start + len, &mut graveyard);
            let mapping = Mapping {
                end: start + len,
                protection,
                flags: flags & KEPT_FLAGS,
                source,
            };
            inner.tree.insert(start, mapping);
            start
        };
        drop(graveyard);
        if flags.contains(MapFlags::POPULATE) {
            self.populate(start..start + len, protection, flags);
        }
        Ok(start)
    }

    /// Where a mapping goes.
    fn choose(
        &self,
        inner: &Inner,
        address: usize,
        len: usize,
        flags: MapFlags,
    ) -> Result<usize, Errno> {
        if flags.intersects(MapFlags::FIXED | MapFlags::FIXED_NO_REPLACE) {
            if !address.is_multiple_of(PAGE_SIZE) {
                return Err(Errno::EINVAL);
            }
            if address < USER_BOTTOM {
                return Err(Errno::EPERM);
            }
            let range = page_range(address, len).ok_or(Errno::ENOMEM)?;
            if flags.contains(MapFlags::FIXED_NO_REPLACE) && !inner.tree.is_free(range) {
                return Err(Errno::EEXIST);
            }
            return Ok(address);
        }
        self.find_room(inner, address, len, flags)
            .ok_or(Errno::ENOMEM)
    }

    /// A free range: at the hint, else by the general rule.
    pub(super) fn find_room(
        &self,
        inner: &Inner,
        hint: usize,
        len: usize,
        flags: MapFlags,
    ) -> Option<usize> {
        let top = if flags.contains(MapFlags::LOW_2G) {
            LOW_2G
        } else {
            USER_TOP
        };
        let hint = hint & !(PAGE_SIZE - 1);
        if hint != 0 && hint.checked_add(len)? <= top && inner.tree.is_free(hint..hint + len) {
            return Some(hint);
        }
        let preferred = if flags.contains(MapFlags::LOW_2G) {
            USER_BOTTOM..LOW_2G
        } else if flags.contains(MapFlags::GROWS_DOWN) {
            inner.search_top..USER_TOP
        } else {
            USER_BOTTOM..inner.search_top
        };
        let tree = &inner.tree;
        tree.place(len, preferred)
            .or_else(|| tree.place(len, USER_BOTTOM..top))
    }

    /// ENOMEM if there may be no more mappings.
    fn check_count(&self, inner: &Inner) -> Result<(), Errno> {
        if inner.tree.len() >= MAPPINGS_MAX || frame::is_short() {
            return Err(Errno::ENOMEM);
        }
        Ok(())
    }

    /// ENOMEM if `len` bytes at `start`, less what they replace, are beyond the limit.
    pub(super) fn check_limit(&self, inner: &Inner, start: usize, len: usize) -> Result<(), Errno> {
        self.check_count(inner)?;
        let limit = self.limit();
        let total = inner.tree.bytes() as u64 + len as u64;
        if total <= limit {
            return Ok(());
        }
        let range = start..start + len;
        let replaced: usize = inner
            .tree
            .overlapping(range.clone())
            .map(|(from, mapping)| mapping.end.min(range.end) - from.max(range.start))
            .sum();
        if total - replaced as u64 <= limit {
            Ok(())
        } else {
            Err(Errno::ENOMEM)
        }
    }

    /// Removes what is in the range, pages and mappings.
    pub(super) fn clear(&self, inner: &mut Inner, range: Range<usize>, graveyard: &mut Graveyard) {
        if inner.tree.remove(range.clone(), graveyard) {
            inner.resident_pages -= self.zap(range);
        }
    }

    /// Fills the page tables; what cannot be filled is left to a later fault to tell.
    fn populate(&self, range: Range<usize>, protection: Protection, flags: MapFlags) {
        let Some(access) = populate_access(protection, flags) else {
            return;
        };
        for page in range.step_by(PAGE_SIZE) {
            if self.page_fault(page, access).is_err() {
                return;
            }
        }
    }

    /// Removes what is mapped in the range; nothing there is no error. EINVAL if it is empty,
    /// unaligned or beyond the user's half, ENOMEM if a mapping would become one too many.
    pub fn unmap(&self, address: usize, len: usize) -> Result<(), Errno> {
        let range = checked_range(address, len, Errno::EINVAL)?;
        if range.is_empty() {
            return Err(Errno::EINVAL);
        }
        let mut graveyard = Graveyard::new();
        let mut inner = self.inner.lock();
        if let Some((start, mapping)) = inner.tree.find(range.start) {
            if start < range.start && range.end < mapping.end {
                self.check_count(&inner)?;
            }
        }
        self.clear(&mut inner, range, &mut graveyard);
        drop(inner);
        Ok(())
    }

    /// Changes the protection. ENOMEM if part of the range is not mapped, EACCES if a mapping's
    /// rights forbid it; nothing is changed then.
    pub fn protect(&self, address: usize, len: usize, protection: Protection) -> Result<(), Errno> {
        let range = checked_range(address, len, Errno::ENOMEM)?;
        if range.is_empty() {
            return Ok(());
        }
        let mut inner = self.inner.lock();
        if !inner.tree.covers(range.clone()) {
            return Err(Errno::ENOMEM);
        }
        self.check_count(&inner)?;
        for (_, mapping) in inner.tree.overlapping(range.clone()) {
            if let Some(source) = &mapping.source {
                check_rights(&source.backing, protection, mapping.is_shared())?;
            }
        }
        let mut shrinks = false;
        inner.tree.change(range.clone(), |part, mapping| {
            shrinks |= mapping.protection.intersects(!protection);
            mapping.protection = protection;
            self.protect_pages(part, mapping);
        });
        // Rights that grew need no flush: the CPU looks again before it faults.
        if shrinks {
            machine().flush(&self.table, range.start, range.end);
        }
        Ok(())
    }

    /// Gives resident pages the mapping's protection.
    fn protect_pages(&self, range: Range<usize>, mapping: &Mapping) {
        let may_write = mapping.protection.contains(Protection::WRITE);
        let untracked = match &mapping.source {
            Some(source) => mapping.is_shared() && !source.backing.object.tracks_dirty(),
            None => false,
        };
        machine().update_pages(&self.table, range.start, range.end, &mut |_, entry| {
            let exclusive = may_write
                && (entry.writable
                    || untracked
                    || (!mapping.is_shared() && is_exclusive(entry.frame)));
            PageChange::Protect(mapping.attributes(exclusive))
        });
    }

    /// `madvise`. ENOMEM if part of the range is not mapped, EINVAL for private anonymous memory's
    /// advice elsewhere and for locked memory that would go.
    pub fn advise(&self, address: usize, len: usize, advice: Advice) -> Result<(), Errno> {
        let range = checked_range(address, len, Errno::EINVAL)?;
        if range.is_empty() {
            return Ok(());
        }
        let mut inner = self.inner.lock();
        if !inner.tree.covers(range.clone()) {
            return Err(Errno::ENOMEM);
        }
        match advice {
            Advice::Normal | Advice::Random | Advice::Sequential | Advice::WillNeed => {}
            Advice::DontNeed => {
                require_unlocked(&inner, &range)?;
                inner.resident_pages -= self.zap(range);
            }
            Advice::Free => {
                require_unlocked(&inner, &range)?;
                require_anonymous(&inner, &range)?;
                inner.resident_pages -= self.zap(range);
            }
            Advice::DontFork => set_flag(&mut inner, range, MapFlags::NOT_INHERITED, true),
            Advice::DoFork => set_flag(&mut inner, range, MapFlags::NOT_INHERITED, false),
            Advice::WipeOnFork => {
                require_anonymous(&inner, &range)?;
                set_flag(&mut inner, range, MapFlags::ZERO_ON_FORK, true);
            }
            Advice::KeepOnFork => set_flag(&mut inner, range, MapFlags::ZERO_ON_FORK, false),
        }
        Ok(())
    }

    /// Writes dirty pages of shared paged mappings in the range back. May park. ENOMEM if part of
    /// the range is not mapped; the pager's error.
    pub fn synchronise(&self, address: usize, len: usize) -> Result<(), Errno> {
        let range = checked_range(address, len, Errno::ENOMEM)?;
        let inner = self.inner.lock();
        if !inner.tree.covers(range.clone()) {
            return Err(Errno::ENOMEM);
        }
        let mut shown: Vec<(Arc<MemoryObject>, u64, u64)> = Vec::new();
        for (start, mapping) in inner.tree.overlapping(range.clone()) {
            match &mapping.source {
                Some(source) if mapping.is_shared() && source.backing.object.tracks_dirty() => {
                    let from = start.max(range.start);
                    let len = mapping.end.min(range.end) - from;
                    let offset = source.offset + (from - start) as u64;
                    shown.push((source.backing.object.clone(), offset, len as u64));
                }
                _ => {}
            }
        }
        drop(inner);
        shown
            .iter()
            .try_for_each(|(object, offset, len)| object.synchronise(*offset, *len))
    }

    /// Removes entries for these bytes of the object, which was cut, and private copies of them:
    /// accesses there raise SIGBUS (POSIX `mmap`).
    pub(in crate::memory) fn unmap_object(&self, object: &MemoryObject, bytes: Range<u64>) {
        let mut inner = self.inner.lock();
        for range in inner.tree.showing(object, &bytes) {
            inner.resident_pages -= self.zap(range);
        }
    }

    /// Makes the next store to these bytes of the object through a mapping fault.
    pub(in crate::memory) fn write_protect_object(&self, object: &MemoryObject, bytes: Range<u64>) {
        let inner = self.inner.lock();
        for range in inner.tree.showing(object, &bytes) {
            let Some((_, mapping)) = inner.tree.find(range.start) else {
                continue;
            };
            if !mapping.is_shared() {
                continue;
            }
            machine().update_pages(&self.table, range.start, range.end, &mut |_, _| {
                PageChange::Protect(mapping.attributes(false))
            });
            machine().flush(&self.table, range.start, range.end);
        }
    }
}

/// What the mapping will show: the backing, or a fresh object if anonymous memory is shared.
fn source_of(
    request: &MapRequest,
    len: usize,
    flags: MapFlags,
    protection: Protection,
    backing: Option<Backing>,
) -> Result<Option<Source>, Errno> {
    let shared = flags.contains(MapFlags::SHARED);
    let Some(backing) = backing else {
        if !shared {
            return Ok(None);
        }
        let backing = Backing {
            object: MemoryObject::anonymous(len as u64)?,
            stream: None,
            file: 0,
            allowed: Protection::all(),
        };
        return Ok(Some(Source { backing, offset: 0 }));
    };
    if !request.offset.is_multiple_of(PAGE_SIZE as u64) {
        return Err(Errno::EINVAL);
    }
    request
        .offset
        .checked_add(len as u64)
        .filter(|&end| end <= i64::MAX as u64)
        .ok_or(Errno::EOVERFLOW)?;
    // Device registers cannot be copied on write.
    if !shared && backing.object.cache() != Cache::WriteBack {
        return Err(Errno::EINVAL);
    }
    check_rights(&backing, protection, shared)?;
    Ok(Some(Source {
        backing,
        offset: request.offset,
    }))
}

/// EACCES unless the handle's rights allow the protection: a private store needs no right.
fn check_rights(backing: &Backing, protection: Protection, shared: bool) -> Result<(), Errno> {
    let needed = if shared {
        protection
    } else {
        protection - Protection::WRITE
    };
    let readable = protection.is_empty() || backing.allowed.contains(Protection::READ);
    if readable && backing.allowed.contains(needed) {
        Ok(())
    } else {
        Err(Errno::EACCES)
    }
}

fn require_anonymous(inner: &Inner, range: &Range<usize>) -> Result<(), Errno> {
    let mut mappings = inner.tree.overlapping(range.clone());
    if mappings.all(|(_, mapping)| mapping.source.is_none()) {
        Ok(())
    } else {
        Err(Errno::EINVAL)
    }
}

/// How a page is made present before it is used: a private one that can be written as the mapping's own.
/// None if it may not be accessed.
pub(super) fn populate_access(protection: Protection, flags: MapFlags) -> Option<Access> {
    if protection.is_empty() {
        None
    } else if protection.contains(Protection::WRITE) && !flags.contains(MapFlags::SHARED) {
        Some(Access::Write)
    } else {
        Some(Access::Read)
    }
}

fn require_unlocked(inner: &Inner, range: &Range<usize>) -> Result<(), Errno> {
    let mut mappings = inner.tree.overlapping(range.clone());
    match mappings.any(|(_, mapping)| mapping.flags.contains(MapFlags::LOCKED)) {
        true => Err(Errno::EINVAL),
        false => Ok(()),
    }
}

pub(super) fn set_flag(inner: &mut Inner, range: Range<usize>, flag: MapFlags, on: bool) {
    inner
        .tree
        .change(range, |_, mapping| mapping.flags.set(flag, on));
}

/// The pages of a range that starts on a page boundary, else EINVAL; `beyond` if it leaves the
/// user's half.
pub(super) fn checked_range(
    address: usize,
    len: usize,
    beyond: Errno,
) -> Result<Range<usize>, Errno> {
    if !address.is_multiple_of(PAGE_SIZE) {
        return Err(Errno::EINVAL);
    }
    page_range(address, len).ok_or(beyond)
}
