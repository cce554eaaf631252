//! Memory objects: pages by offset, whoever maps them.
//!
//! *Kinds.* Anonymous objects start as zeros and keep what is written (shared memory, ramfs's
//! files). Physical and contiguous objects are a run of frames, the machine's or the allocator's.
//! Paged objects ask a [`Pager`], which is a server, and give dirty pages back to it; their clean
//! pages are the page cache and may be taken by [`reclaim`] at any time.
//!
//! *Size.* Pages at or beyond the size cannot be accessed. Shrinking stores the size, then unmaps
//! the pages beyond in every address space, then frees them: a fault either sees the new size or
//! is done before the unmapping, which takes the same address space's lock.
//!
//! *Neighbours.* [`super::space`] maps objects and is told through [`MemoryObject::mapped`] which
//! spaces do; [`super::stream`] reads and writes them.

mod cache;
mod pages;
#[cfg(test)]
mod test;

pub use cache::reclaim;

use super::frame::{self, FrameRef, Owner};
use super::{Access, AddressSpace, FaultCause};
use crate::lock::{Rank, SpinLock};
use crate::machine::{machine, Cache, Frame};
use abi::{Errno, PAGE_SIZE};
use alloc::collections::BTreeMap;
use alloc::sync::{Arc, Weak};
use alloc::vec::Vec;
use core::ops::Range;
use core::sync::atomic::{AtomicU64, Ordering};
use pages::{Pages, Slot};

const PAGE: u64 = PAGE_SIZE as u64;

/// Largest size of an object in bytes (POSIX `off_t`).
pub const SIZE_MAX: u64 = i64::MAX as u64 & !(PAGE - 1);

/// Where a paged object's pages come from: a server, through core's IPC.
pub trait Pager: Send + Sync {
    /// Fills `frames` with the bytes from `offset` on, zeros where the server has none. May park.
    fn page_in(&self, cookie: u64, offset: u64, frames: &[Frame]) -> Result<(), Errno>;
    /// Gives `len` bytes of a dirty page back. May park.
    fn page_out(&self, cookie: u64, offset: u64, frame: Frame, len: usize) -> Result<(), Errno>;
}

enum Kind {
    Anonymous,
    /// Frames that are not the allocator's.
    Physical {
        first: Frame,
        cache: Cache,
    },
    /// Allocated frames, one reference each.
    Contiguous {
        first: Frame,
        frames: u64,
    },
    Paged {
        pager: Arc<dyn Pager>,
        cookie: u64,
    },
}

struct State {
    pages: Pages,
    /// Address spaces with mappings of this object, by their ids, and how many mappings.
    mappers: BTreeMap<u64, (Weak<AddressSpace>, usize)>,
}

/// A memory object.
pub struct MemoryObject {
    id: u64,
    kind: Kind,
    size: AtomicU64,
    state: SpinLock<State>,
}

static NEXT_ID: AtomicU64 = AtomicU64::new(1);
static ALIVE: AtomicU64 = AtomicU64::new(0);

/// Memory objects alive.
pub fn count() -> u64 {
    ALIVE.load(Ordering::Relaxed)
}

/// A number that no other memory object or address space has.
pub(super) fn unique_id() -> u64 {
    NEXT_ID.fetch_add(1, Ordering::Relaxed)
}

/// What a look at a page found.
pub(super) enum Lookup {
    Found(FrameRef),
    /// Not there: [`MemoryObject::page`] makes it, without locks held.
    Absent,
}

impl MemoryObject {
    fn new(kind: Kind, size: u64) -> Result<Arc<Self>, Errno> {
        ALIVE.fetch_add(1, Ordering::Relaxed);
        Ok(Arc::new(Self {
            id: unique_id(),
            kind,
            size: AtomicU64::new(size),
            state: SpinLock::new(
                Rank::MEMORY_OBJECT,
                State {
                    pages: Pages::new(),
                    mappers: BTreeMap::new(),
                },
            ),
        }))
    }

    /// Demand-zero pages. EFBIG beyond [`SIZE_MAX`].
    pub fn anonymous(size: u64) -> Result<Arc<Self>, Errno> {
        check_size(size)?;
        Self::new(Kind::Anonymous, size)
    }

    /// Physical memory that is not the allocator's: device registers (uncached), or a boot
    /// module. EINVAL if the range wraps round.
    pub fn physical(first: Frame, size: u64, cache: Cache) -> Result<Arc<Self>, Errno> {
        check_size(size)?;
        first
            .0
            .checked_mul(PAGE)
            .and_then(|start| start.checked_add(size))
            .ok_or(Errno::EINVAL)?;
        Self::new(Kind::Physical { first, cache }, size)
    }

    /// Contiguous zeroed frames, for DMA. ENOMEM, also if more than the largest block is asked.
    pub fn contiguous(size: u64) -> Result<Arc<Self>, Errno> {
        if size == 0 {
            return Err(Errno::EINVAL);
        }
        let frames = size.div_ceil(PAGE);
        let first = frame::allocate_contiguous(frames).ok_or(Errno::ENOMEM)?;
        for number in first.0..first.0 + frames {
            machine().zero_frame(Frame(number));
        }
        Self::new(Kind::Contiguous { first, frames }, size)
    }

    /// Pages supplied by `pager`, which knows the object as `cookie`.
    pub fn paged(pager: Arc<dyn Pager>, cookie: u64, size: u64) -> Result<Arc<Self>, Errno> {
        check_size(size)?;
        let object = Self::new(Kind::Paged { pager, cookie }, size)?;
        cache::register(&object);
        Ok(object)
    }

    /// Unique in the system, never 0.
    pub fn id(&self) -> u64 {
        self.id
    }

    /// Size in bytes: pages that begin at or beyond it cannot be accessed.
    #[inline]
    pub fn size(&self) -> u64 {
        self.size.load(Ordering::Acquire)
    }

    /// How its pages are cached by the CPU.
    pub(super) fn cache(&self) -> Cache {
        match self.kind {
            Kind::Physical { cache, .. } => cache,
            _ => Cache::WriteBack,
        }
    }

    /// Whether stores through a mapping must be noticed, page by page.
    #[inline]
    pub(super) fn tracks_dirty(&self) -> bool {
        matches!(self.kind, Kind::Paged { .. })
    }

    /// Whether a hole reads as zeros without asking anyone.
    #[inline]
    pub(super) fn holes_are_zero(&self) -> bool {
        matches!(self.kind, Kind::Anonymous)
    }

    /// Changes the size; EINVAL for physical and contiguous objects, EFBIG. Pages beyond are
    /// unmapped everywhere and freed, the rest of the last page is zeroed.
    pub fn set_size(&self, size: u64) -> Result<(), Errno> {
        check_size(size)?;
        if !matches!(self.kind, Kind::Anonymous | Kind::Paged { .. }) {
            return Err(Errno::EINVAL);
        }
        let old = self.size.swap(size, Ordering::AcqRel);
        if size < old {
            self.discard_from(size);
        }
        Ok(())
    }

    /// Unmaps and frees all from byte `start` on, and zeros what remains of its page. Whoever
    /// calls has made sure that no fault beyond `start` can begin.
    pub(super) fn discard_from(&self, start: u64) {
        let first = start.div_ceil(PAGE);
        for space in self.mappers() {
            space.unmap_object(self, first * PAGE..u64::MAX);
        }
        let mut state = self.state.lock();
        if !start.is_multiple_of(PAGE) {
            if let Some(slot) = state.pages.get(start / PAGE) {
                let offset = (start % PAGE) as usize;
                machine().zero_frame_range(slot.frame(), offset, PAGE_SIZE - offset);
                slot.set(Slot::DIRTY);
            }
        }
        if first == 0 {
            let mut all = core::mem::replace(&mut state.pages, Pages::new());
            drop(state);
            all.for_each(0..u64::MAX, |_, slot| frame::release(slot.frame()));
            return;
        }
        let mut next = state.pages.next_present(first);
        while let Some(index) = next {
            if let Some(slot) = state.pages.remove(index) {
                frame::release(slot.frame());
            }
            next = state.pages.next_present(index);
        }
    }

    fn mappers(&self) -> Vec<Arc<AddressSpace>> {
        let state = self.state.lock();
        let spaces = state.mappers.values();
        spaces.filter_map(|(space, _)| space.upgrade()).collect()
    }

    /// A mapping of this object was made in the address space `id`.
    pub(super) fn mapped(&self, id: u64, space: &Weak<AddressSpace>) {
        let mut state = self.state.lock();
        let entry = state
            .mappers
            .entry(id)
            .or_insert_with(|| (space.clone(), 0));
        entry.1 += 1;
    }

    /// A mapping of this object was removed from the address space `id`.
    pub(super) fn unmapped(&self, id: u64) {
        let mut state = self.state.lock();
        if let Some(entry) = state.mappers.get_mut(&id) {
            entry.1 -= 1;
            if entry.1 == 0 {
                // Only a weak reference is dropped here: no destructor runs.
                state.mappers.remove(&id);
            }
        }
    }

    /// Mappings of this object, in all address spaces.
    pub fn mappings(&self) -> u64 {
        let state = self.state.lock();
        state.mappers.values().map(|(_, count)| *count as u64).sum()
    }

    /// Pages that hold data.
    pub fn resident_pages(&self) -> u64 {
        match self.kind {
            Kind::Physical { .. } | Kind::Contiguous { .. } => self.size().div_ceil(PAGE),
            _ => self.state.lock().pages.len(),
        }
    }

    /// Physical address of a physical or contiguous object; EINVAL for others.
    pub fn physical_address(&self) -> Result<u64, Errno> {
        match self.kind {
            Kind::Physical { first, .. } | Kind::Contiguous { first, .. } => Ok(first.0 * PAGE),
            _ => Err(Errno::EINVAL),
        }
    }

    /// The page with that index if it is there, without waiting. `Write` marks it dirty.
    #[inline]
    pub(super) fn resident_page(&self, index: u64, access: Access) -> Lookup {
        match self.kind {
            Kind::Physical { first, .. } | Kind::Contiguous { first, .. } => {
                return Lookup::Found(FrameRef::retained(Frame(first.0 + index)));
            }
            Kind::Anonymous | Kind::Paged { .. } => {}
        }
        match self.state.lock().pages.get(index) {
            Some(slot) => {
                slot.set(flags_of(access));
                Lookup::Found(FrameRef::retained(slot.frame()))
            }
            None => Lookup::Absent,
        }
    }

    /// Visits the frames present among `range` of page indices, without waiting. Each visited
    /// frame stays only while this runs: `visit` retains what it keeps.
    #[inline]
    pub(super) fn resident_range(&self, range: Range<u64>, mut visit: impl FnMut(u64, Frame)) {
        match self.kind {
            Kind::Physical { first, .. } | Kind::Contiguous { first, .. } => {
                let end = range.end.min(self.size().div_ceil(PAGE));
                (range.start..end).for_each(|index| visit(index, Frame(first.0 + index)));
            }
            Kind::Anonymous | Kind::Paged { .. } => {
                self.state.lock().pages.for_each(range, |index, slot| {
                    slot.set(Slot::REFERENCED);
                    visit(index, slot.frame());
                });
            }
        }
    }

    /// The page with that index, made if need be. `Write` marks it dirty. May park on the pager.
    pub fn page(&self, index: u64, access: Access) -> Result<FrameRef, FaultCause> {
        loop {
            if index
                .checked_mul(PAGE)
                .is_none_or(|start| start >= self.size())
            {
                return Err(FaultCause::BeyondEnd);
            }
            if let Lookup::Found(page) = self.resident_page(index, access) {
                return Ok(page);
            }
            match &self.kind {
                Kind::Paged { pager, cookie } => {
                    self.page_in(&**pager, *cookie, index)?;
                }
                _ => {
                    if let Some(page) = self.add_zeroed(index, access) {
                        return Ok(page);
                    }
                    if !reclaim() {
                        return Err(FaultCause::NoMemory);
                    }
                }
            }
        }
    }

    /// The page of an anonymous object, a zeroed one if there is none; None if memory is short.
    /// The caller has checked the size.
    pub(super) fn add_zeroed(&self, index: u64, access: Access) -> Option<FrameRef> {
        let mut state = self.state.lock();
        if let Some(slot) = state.pages.get(index) {
            return Some(FrameRef::retained(slot.frame()));
        }
        let frame = frame::allocate()?;
        machine().zero_frame(frame);
        Some(insert(&mut state.pages, index, frame, flags_of(access)))
    }

    /// Puts a filled frame, whose reference the caller gives away, where a hole is. If there is a
    /// page already, its content is replaced.
    pub(super) fn replace_page(&self, index: u64, filled: FrameRef) {
        let mut state = self.state.lock();
        match state.pages.get(index) {
            Some(slot) => {
                slot.set(flags_of(Access::Write));
                machine().copy_frame(filled.frame(), slot.frame());
                drop(state);
            }
            None => {
                insert(
                    &mut state.pages,
                    index,
                    filled.into_held(),
                    flags_of(Access::Write),
                );
            }
        }
    }

    /// First byte at or after `offset` in a page that holds data.
    pub(super) fn next_data(&self, offset: u64) -> Option<u64> {
        match self.kind {
            Kind::Anonymous => {
                let index = self.state.lock().pages.next_present(offset / PAGE)?;
                Some(offset.max(index * PAGE))
            }
            _ => Some(offset),
        }
    }

    /// First byte at or after `offset` in a hole.
    pub(super) fn next_hole(&self, offset: u64) -> u64 {
        match self.kind {
            Kind::Anonymous => {
                let index = self.state.lock().pages.next_hole(offset / PAGE);
                offset.max(index * PAGE)
            }
            _ => u64::MAX,
        }
    }

    /// Copies bytes out, to kernel memory; holes are zeros. Fewer at the end of the object. EIO
    /// if the pager failed.
    pub fn read(&self, offset: u64, into: &mut [u8]) -> Result<usize, Errno> {
        let len = usize::try_from(self.size().saturating_sub(offset))
            .map_or(into.len(), |left| left.min(into.len()));
        for (index, within, part) in parts(offset, len) {
            let into = &mut into[part];
            match self.page_for_read(index)? {
                Some(page) => machine().read_frame(page.frame(), within, into),
                None => into.fill(0),
            }
        }
        Ok(len)
    }

    /// Copies bytes in, from kernel memory. Fewer at the end of the object. ENOMEM.
    pub fn write(&self, offset: u64, from: &[u8]) -> Result<usize, Errno> {
        let len = usize::try_from(self.size().saturating_sub(offset))
            .map_or(from.len(), |left| left.min(from.len()));
        for (index, within, part) in parts(offset, len) {
            let page = self.page(index, Access::Write).map_err(cause_errno)?;
            machine().write_frame(page.frame(), within, &from[part]);
        }
        Ok(len)
    }

    /// The page for reading, None for a hole that reads as zeros. May park on the pager.
    pub(super) fn page_for_read(&self, index: u64) -> Result<Option<FrameRef>, Errno> {
        match self.resident_page(index, Access::Read) {
            Lookup::Found(page) => Ok(Some(page)),
            Lookup::Absent if self.holes_are_zero() => Ok(None),
            Lookup::Absent => self
                .page(index, Access::Read)
                .map(Some)
                .map_err(cause_errno),
        }
    }
}

/// The error of a read or write that met `cause`.
pub(super) fn cause_errno(cause: FaultCause) -> Errno {
    match cause {
        FaultCause::NoMemory => Errno::ENOMEM,
        _ => Errno::EIO,
    }
}

fn check_size(size: u64) -> Result<(), Errno> {
    if size > SIZE_MAX {
        return Err(Errno::EFBIG);
    }
    Ok(())
}

#[inline]
fn flags_of(access: Access) -> u64 {
    match access {
        Access::Write => Slot::REFERENCED | Slot::DIRTY,
        Access::Read | Access::Execute => Slot::REFERENCED,
    }
}

/// Fills a hole with a frame, whose one reference becomes the object's; returns another.
fn insert(pages: &mut Pages, index: u64, frame: Frame, flags: u64) -> FrameRef {
    frame::set_owner(frame, Owner::Object);
    let page = FrameRef::retained(frame);
    pages.insert(index, Slot::new(frame, flags));
    page
}

/// Splits bytes at page boundaries: page index, offset in the page, range counted from the start.
pub(super) fn parts(offset: u64, len: usize) -> impl Iterator<Item = (u64, usize, Range<usize>)> {
    let mut done = 0;
    core::iter::from_fn(move || {
        if done == len {
            return None;
        }
        let at = offset + done as u64;
        let within = (at % PAGE) as usize;
        let part = done..len.min(done + PAGE_SIZE - within);
        done = part.end;
        Some((at / PAGE, within, part))
    })
}

impl Drop for MemoryObject {
    fn drop(&mut self) {
        ALIVE.fetch_sub(1, Ordering::Relaxed);
        if let Kind::Contiguous { first, frames } = self.kind {
            (first.0..first.0 + frames).for_each(|number| frame::release(Frame(number)));
        }
        let pages = &mut self.state.get_mut().pages;
        pages.for_each(0..u64::MAX, |_, slot| frame::release(slot.frame()));
    }
}
