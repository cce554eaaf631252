//! Making pages appear: demand zero, copy on write, pages of objects, stacks that grow.

use super::mapping::{Mapping, Source};
use super::{AddressSpace, Inner};
use crate::machine::{machine, Frame, PageChange, PageEntry};
use crate::memory::frame::{self, FrameRef, Owner};
use crate::memory::object::{reclaim, Lookup};
use crate::memory::{Access, FaultCause, MemoryObject};
use abi::memory::Protection;
use abi::{PAGE_SIZE, USER_TOP};
use alloc::sync::Arc;

/// Pages of an object entered around one that was faulted in: 64 KiB, aligned.
const AROUND: usize = 16;

/// Most bytes of a stack that grows by itself.
const STACK_MAX: usize = 8 << 20;

/// Bytes kept free below such a stack.
const STACK_GUARD: usize = 256 * PAGE_SIZE;

/// Who asks for a page.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Ask {
    /// The owner's CPU: the mapping's protection counts.
    Fault,
    /// The kernel for the owner, within the protection.
    Owner,
    /// A debugger or exec, which may read all and write private memory.
    Force,
}

/// How far one look under the lock came.
enum Step {
    /// The page is entered; this is its frame.
    Ready(Frame),
    Refused(FaultCause),
    /// Free memory, then look again.
    NeedMemory,
    /// Get this page of the object, then look again.
    NeedPage(Arc<MemoryObject>, u64),
}

impl AddressSpace {
    /// Mends a fault or says why not. May park on a pager.
    #[inline]
    pub fn page_fault(&self, address: usize, access: Access) -> Result<(), FaultCause> {
        self.ensure(address, access, Ask::Fault, |_| ())
    }

    /// Makes the page at `address` present for that access and calls `with` on its frame, under
    /// the lock.
    pub(super) fn ensure<R>(
        &self,
        address: usize,
        access: Access,
        ask: Ask,
        with: impl FnOnce(Frame) -> R,
    ) -> Result<R, FaultCause> {
        let mut major = false;
        // Keeps a page that was fetched from being reclaimed before it is entered.
        let mut fetched: Option<FrameRef> = None;
        loop {
            let mut inner = self.inner.lock();
            let step = self.step(&mut inner, address, access, ask);
            if let Step::Ready(frame) = step {
                match ask {
                    Ask::Fault if major => inner.major_faults += 1,
                    Ask::Fault => inner.minor_faults += 1,
                    Ask::Owner | Ask::Force => {}
                }
                let result = with(frame);
                drop(inner);
                drop(fetched);
                return Ok(result);
            }
            drop(inner);
            match step {
                Step::NeedPage(object, index) => {
                    major |= object.tracks_dirty();
                    fetched = Some(object.page(index, access)?);
                }
                Step::NeedMemory if reclaim() => {}
                Step::NeedMemory => return Err(FaultCause::NoMemory),
                Step::Refused(cause) => return Err(cause),
                Step::Ready(_) => unreachable!("returned above"),
            }
        }
    }

    fn step(&self, inner: &mut Inner, address: usize, access: Access, ask: Ask) -> Step {
        if address >= USER_TOP {
            return self.kernel_page(address, access);
        }
        if inner.tree.find(address).is_none() {
            match inner.tree.growable(address, STACK_MAX, STACK_GUARD) {
                Some(start) if self.may_grow(inner, start, address) => {
                    inner.tree.grow_down(start, address & !(PAGE_SIZE - 1));
                }
                _ => return Step::Refused(FaultCause::Unmapped),
            }
        }
        let Some((start, mapping)) = inner.tree.find(address) else {
            return Step::Refused(FaultCause::Unmapped);
        };
        let forced = ask == Ask::Force && may_force(mapping, access);
        if !mapping.allows(access) && !forced {
            return Step::Refused(FaultCause::Protection);
        }
        let page = address & !(PAGE_SIZE - 1);
        let (step, added) = match machine().query_page(&self.table, page) {
            Some(entry) => (self.present(start, mapping, page, entry, access), 0),
            None => match &mapping.source {
                None => self.demand_zero(mapping, page),
                Some(source) => self.object_page(start, mapping, source, page, access),
            },
        };
        inner.add_resident(added);
        step
    }

    /// One of core's own pages above the mappings: there or not, and never written.
    fn kernel_page(&self, address: usize, access: Access) -> Step {
        match machine().query_page(&self.table, address & !(PAGE_SIZE - 1)) {
            Some(entry) if access == Access::Read => Step::Ready(entry.frame),
            Some(_) => Step::Refused(FaultCause::Protection),
            None => Step::Refused(FaultCause::Unmapped),
        }
    }

    fn may_grow(&self, inner: &Inner, start: usize, address: usize) -> bool {
        let more = start - (address & !(PAGE_SIZE - 1));
        inner.tree.bytes() as u64 + more as u64 <= self.limit()
    }

    /// A page that has an entry: a store may need its own copy, or must be noticed.
    fn present(
        &self,
        start: usize,
        mapping: &Mapping,
        page: usize,
        entry: PageEntry,
        access: Access,
    ) -> Step {
        if access != Access::Write || entry.writable {
            return Step::Ready(entry.frame);
        }
        if mapping.is_shared() {
            return self.present_shared(start, mapping, page, entry);
        }
        if is_exclusive(entry.frame) {
            machine().protect_page(&self.table, page, mapping.attributes(true));
            return Step::Ready(entry.frame);
        }
        let Some(copy) = frame::allocate() else {
            return Step::NeedMemory;
        };
        machine().copy_frame(entry.frame, copy);
        if !self.enter(mapping, page, copy, true) {
            return Step::NeedMemory;
        }
        machine().flush(&self.table, page, page + PAGE_SIZE);
        frame::release(entry.frame);
        Step::Ready(copy)
    }

    /// The first store to a page of a shared mapping since it was clean.
    fn present_shared(
        &self,
        start: usize,
        mapping: &Mapping,
        page: usize,
        entry: PageEntry,
    ) -> Step {
        let Some(source) = &mapping.source else {
            return Step::Refused(FaultCause::Protection);
        };
        let index = index_of(source, start, page);
        match source.backing.object.resident_page(index, Access::Write) {
            Lookup::Found(found) if found.frame() == entry.frame => {
                machine().protect_page(&self.table, page, mapping.attributes(true));
                Step::Ready(entry.frame)
            }
            // Not the object's page any more: what it showed has been cut off.
            Lookup::Found(_) => Step::Refused(FaultCause::BeyondEnd),
            Lookup::Absent => Step::NeedPage(source.backing.object.clone(), index),
        }
    }

    /// Enters a frame, whose reference the caller gives away; on failure it is released.
    fn enter(&self, mapping: &Mapping, page: usize, frame: Frame, exclusive: bool) -> bool {
        let entered = machine().map_page(&self.table, page, frame, mapping.attributes(exclusive));
        if !entered {
            frame::release(frame);
        }
        entered
    }

    fn demand_zero(&self, mapping: &Mapping, page: usize) -> (Step, u64) {
        let Some(frame) = frame::allocate() else {
            return (Step::NeedMemory, 0);
        };
        machine().zero_frame(frame);
        if self.enter(mapping, page, frame, true) {
            (Step::Ready(frame), 1)
        } else {
            (Step::NeedMemory, 0)
        }
    }

    /// A page of an object that is not entered yet.
    fn object_page(
        &self,
        start: usize,
        mapping: &Mapping,
        source: &Source,
        page: usize,
        access: Access,
    ) -> (Step, u64) {
        let object = &source.backing.object;
        let index = index_of(source, start, page);
        if index * PAGE_SIZE as u64 >= source.backing.end() {
            return (Step::Refused(FaultCause::BeyondEnd), 0);
        }
        let private_store = access == Access::Write && !mapping.is_shared();
        let wanted = if private_store { Access::Read } else { access };
        let Lookup::Found(found) = object.resident_page(index, wanted) else {
            if private_store && object.holes_are_zero() {
                return self.demand_zero(mapping, page);
            }
            return (Step::NeedPage(object.clone(), index), 0);
        };
        if private_store {
            let Some(copy) = frame::allocate() else {
                return (Step::NeedMemory, 0);
            };
            machine().copy_frame(found.frame(), copy);
            return match self.enter(mapping, page, copy, true) {
                true => (Step::Ready(copy), 1),
                false => (Step::NeedMemory, 0),
            };
        }
        let frame = found.frame();
        let writable = mapping.is_shared() && (!object.tracks_dirty() || access == Access::Write);
        if !self.enter(mapping, page, found.into_held(), writable) {
            return (Step::NeedMemory, 0);
        }
        (
            Step::Ready(frame),
            1 + self.enter_around(start, mapping, source, page),
        )
    }

    /// Enters resident pages of the object around one that was asked for. How many.
    fn enter_around(&self, start: usize, mapping: &Mapping, source: &Source, page: usize) -> u64 {
        let window = page & !(AROUND * PAGE_SIZE - 1);
        let from = window.max(start);
        let to = (window + AROUND * PAGE_SIZE).min(mapping.end);
        let mut present = 0u32;
        machine().update_pages(&self.table, from, to, &mut |at, _| {
            present |= 1 << ((at - window) / PAGE_SIZE);
            PageChange::Keep
        });
        let object = &source.backing.object;
        let first = index_of(source, start, from);
        let end = source.backing.end().div_ceil(PAGE_SIZE as u64);
        let last = (first + ((to - from) / PAGE_SIZE) as u64).min(end);
        let attributes = mapping.attributes(mapping.is_shared() && !object.tracks_dirty());
        let mut entered = 0;
        object.resident_range(first..last.max(first), |index, frame| {
            let at = from + (index - first) as usize * PAGE_SIZE;
            if present >> ((at - window) / PAGE_SIZE) & 1 == 0 {
                frame::retain(frame);
                if machine().map_page(&self.table, at, frame, attributes) {
                    entered += 1;
                } else {
                    frame::release(frame);
                }
            }
        });
        entered
    }
}

/// Index in the object of a mapped page.
pub(super) fn index_of(source: &Source, start: usize, page: usize) -> u64 {
    (source.offset + (page - start) as u64) / PAGE_SIZE as u64
}

/// Whether a store may go to the frame: nobody else has it.
pub(super) fn is_exclusive(frame: Frame) -> bool {
    frame::owner(frame) == Owner::Private && frame::references(frame) == 1
}

/// What a debugger may do against the protection: read, and write what is private.
fn may_force(mapping: &Mapping, access: Access) -> bool {
    match access {
        Access::Read => true,
        Access::Write => !mapping.is_shared() || mapping.protection.contains(Protection::WRITE),
        Access::Execute => false,
    }
}
