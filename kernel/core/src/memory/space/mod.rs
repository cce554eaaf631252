//! Address spaces: what a process has mapped where.
//!
//! *Layers.* [`mapping`] is one range; [`tree`] holds them and the gaps between; [`fault`] makes
//! pages appear; [`map`] changes mappings; [`locked`] keeps pages there; [`fork`] copies a space; [`transfer`] reaches into a
//! space that is not loaded.
//!
//! *Pages.* The page table is the record of what is resident. Each entry holds a reference to its
//! frame. A frame of an object ([`Owner::Object`]) is shown writable only in shared mappings; a
//! private mapping shows it read-only and copies it at the first store. A private frame
//! ([`Owner::Private`]) with one reference is the space's own and is written in place; fork makes
//! it two references and read-only on both sides.
//!
//! *TLBs.* Entries are changed under the space's lock, flushed, and only then are frames
//! released; see [`zap`].
//!
//! [`Owner::Object`]: crate::memory::frame::Owner::Object
//! [`Owner::Private`]: crate::memory::frame::Owner::Private

mod fault;
mod fork;
mod locked;
mod map;
mod mapping;
mod remap;
#[cfg(test)]
mod test;
mod transfer;
mod tree;
mod zap;

pub use remap::Placement;

use super::object::unique_id;
use super::{frame, MemoryObject, Stream};
use crate::lock::{Rank, SpinLock};
use crate::machine::{machine, Cache, Frame, PageAttributes, PageChange, PageTable};
use abi::memory::{MapInfo, Protection};
use abi::{Errno, PAGE_SIZE, USER_TOP};
use alloc::sync::{Arc, Weak};
use core::ops::Range;
use core::sync::atomic::{AtomicU64, Ordering};
use tree::{Graveyard, Tree};

/// End of the pages that core itself shows above [`USER_TOP`].
const SHARED_TOP: usize = USER_TOP + 3 * PAGE_SIZE;

/// What a mapping shows.
#[derive(Clone)]
pub struct Backing {
    pub object: Arc<MemoryObject>,
    /// The file's stream: its size, not the object's, is where accesses fault.
    pub stream: Option<Arc<Stream>>,
    /// The server's number of the file, for MapQuery; 0 if there is none.
    pub file: u64,
    /// What protections the handle's rights allow, now and by a later `protect`.
    pub allowed: Protection,
}

/// Sizes of an address space in bytes, and its faults.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Accounting {
    pub virtual_bytes: u64,
    pub resident_bytes: u64,
    pub peak_resident_bytes: u64,
    pub minor_faults: u64,
    pub major_faults: u64,
}

/// What an address space's lock protects.
struct Inner {
    tree: Tree,
    resident_pages: u64,
    peak_resident_pages: u64,
    minor_faults: u64,
    major_faults: u64,
    /// Placement without a hint ends here; stacks are placed above.
    search_top: usize,
    /// What is mapped from now on is locked, up to so many locked bytes (`mlockall`).
    lock_future: Option<u64>,
    /// Something was locked once: so a fork knows that it need not look.
    was_locked: bool,
}

impl Inner {
    fn new(id: u64, space: Weak<AddressSpace>) -> Self {
        Self::with(Tree::new(id, space), random_top(id))
    }

    fn with(tree: Tree, search_top: usize) -> Self {
        Self {
            tree,
            resident_pages: 0,
            peak_resident_pages: 0,
            minor_faults: 0,
            major_faults: 0,
            search_top,
            lock_future: None,
            was_locked: false,
        }
    }

    #[inline]
    fn add_resident(&mut self, pages: u64) {
        self.resident_pages += pages;
        self.peak_resident_pages = self.peak_resident_pages.max(self.resident_pages);
    }
}

/// An address space.
pub struct AddressSpace {
    id: u64,
    table: PageTable,
    /// Most bytes mapped.
    limit: AtomicU64,
    inner: SpinLock<Inner>,
}

impl AddressSpace {
    /// An empty one. ENOMEM.
    pub fn new() -> Result<Arc<Self>, Errno> {
        let table = machine().page_table_create().ok_or(Errno::ENOMEM)?;
        let id = unique_id();
        Ok(Arc::new_cyclic(|space| Self {
            id,
            table,
            limit: AtomicU64::new(u64::MAX),
            inner: SpinLock::new(Rank::SPACE, Inner::new(id, space.clone())),
        }))
    }

    /// Unique in the system, never 0.
    pub fn id(&self) -> u64 {
        self.id
    }

    /// For `Machine::activate`. Whoever loads it keeps the address space alive meanwhile.
    pub fn table(&self) -> &PageTable {
        &self.table
    }

    /// The first mapping that ends above `address`; ENOENT.
    pub fn query(&self, address: usize) -> Result<MapInfo, Errno> {
        let inner = self.inner.lock();
        let (start, mapping) = inner.tree.first_above(address).ok_or(Errno::ENOENT)?;
        let mut resident_pages = 0;
        machine().update_pages(&self.table, start, mapping.end, &mut |_, _| {
            resident_pages += 1;
            PageChange::Keep
        });
        let source = mapping.source.as_ref();
        Ok(MapInfo {
            address: start,
            len: mapping.end - start,
            protection: mapping.protection.bits(),
            flags: mapping.flags.bits(),
            offset: source.map_or(0, |source| source.offset),
            resident_pages,
            file: source.map_or(0, |source| source.backing.file),
            object: source.map_or(0, |source| source.backing.object.id()),
        })
    }

    /// `mincore`: fills `into` with 1 for pages that are resident, 0 for others, from `address`
    /// on; ENOMEM if part of the range is not mapped, EINVAL if `address` is not a page's.
    pub fn resident(&self, address: usize, into: &mut [u8]) -> Result<(), Errno> {
        let len = into.len().checked_mul(PAGE_SIZE).ok_or(Errno::ENOMEM)?;
        let range = page_range(address, len).ok_or(Errno::ENOMEM)?;
        if !address.is_multiple_of(PAGE_SIZE) {
            return Err(Errno::EINVAL);
        }
        let inner = self.inner.lock();
        if !inner.tree.covers(range.clone()) {
            return Err(Errno::ENOMEM);
        }
        into.fill(0);
        machine().update_pages(&self.table, range.start, range.end, &mut |at, _| {
            into[(at - address) / PAGE_SIZE] = 1;
            PageChange::Keep
        });
        for (start, mapping) in inner.tree.overlapping(range.clone()) {
            let Some(source) = &mapping.source else {
                continue;
            };
            let shown = start.max(range.start)..mapping.end.min(range.end);
            let first = (source.offset + (shown.start - start) as u64) / PAGE_SIZE as u64;
            let pages = (shown.len() / PAGE_SIZE) as u64;
            source
                .backing
                .object
                .resident_range(first..first + pages, |index, _| {
                    into[(shown.start - address) / PAGE_SIZE + (index - first) as usize] = 1;
                });
        }
        Ok(())
    }

    /// What a futex at `address` is known by: (space's id, address) for private memory, (object's
    /// id, offset) for shared. EFAULT.
    pub fn futex_key(&self, address: usize) -> Result<(u64, u64), Errno> {
        let inner = self.inner.lock();
        let (start, mapping) = inner.tree.find(address).ok_or(Errno::EFAULT)?;
        match &mapping.source {
            Some(source) if mapping.is_shared() => Ok((
                source.backing.object.id(),
                source.offset + (address - start) as u64,
            )),
            _ => Ok((self.id, address as u64)),
        }
    }

    /// Maps one of the kernel's read-only pages at an address from `abi::USER_TOP` on (the clock
    /// page, the process page), replacing what is there. Takes its own reference to the frame.
    pub fn map_shared_page(&self, address: usize, frame: Frame) -> Result<(), Errno> {
        if !(USER_TOP..SHARED_TOP).contains(&address) || !address.is_multiple_of(PAGE_SIZE) {
            return Err(Errno::EINVAL);
        }
        let attributes = PageAttributes {
            readable: true,
            writable: false,
            executable: false,
            cache: Cache::WriteBack,
        };
        let inner = self.inner.lock();
        let old = machine().query_page(&self.table, address);
        frame::retain(frame);
        if !machine().map_page(&self.table, address, frame, attributes) {
            frame::release(frame);
            return Err(Errno::ENOMEM);
        }
        if let Some(old) = old {
            machine().flush(&self.table, address, address + PAGE_SIZE);
            frame::release(old.frame);
        }
        drop(inner);
        Ok(())
    }

    /// Sizes and faults so far.
    pub fn accounting(&self) -> Accounting {
        let inner = self.inner.lock();
        Accounting {
            virtual_bytes: inner.tree.bytes() as u64,
            resident_bytes: inner.resident_pages * PAGE_SIZE as u64,
            peak_resident_bytes: inner.peak_resident_pages * PAGE_SIZE as u64,
            minor_faults: inner.minor_faults,
            major_faults: inner.major_faults,
        }
    }

    /// Bytes that may be mapped (`Limit::AddressSpace`).
    pub fn set_limit(&self, bytes: u64) {
        self.limit.store(bytes, Ordering::Relaxed);
    }

    /// See [`Self::set_limit`].
    pub fn limit(&self) -> u64 {
        self.limit.load(Ordering::Relaxed)
    }
}

impl Drop for AddressSpace {
    /// The space is loaded on no CPU but, at most, this one.
    fn drop(&mut self) {
        if self.table.active_cpus() & 1 << machine().cpu() != 0 {
            machine().activate(None);
        }
        let tree = &mut self.inner.get_mut().tree;
        // By mappings, not from end to end: most of the tables between are empty.
        let ranges = tree.iter().map(|(start, mapping)| start..mapping.end);
        for range in ranges.chain(core::iter::once(USER_TOP..SHARED_TOP)) {
            machine().update_pages(&self.table, range.start, range.end, &mut |_, entry| {
                frame::release(entry.frame);
                PageChange::Remove
            });
        }
        tree.dismantle();
        machine().page_table_free(&self.table);
    }
}

/// Where placement ends: up to 8 GiB below the 8 GiB kept for stacks, by the machine's entropy
/// and the space's number.
fn random_top(id: u64) -> usize {
    static SECRET: spin::Once<u64> = spin::Once::new();
    let secret = *SECRET.call_once(|| {
        let mut entropy = [0; 32];
        machine().entropy(&mut entropy);
        entropy.chunks_exact(8).fold(0, |all, chunk| {
            chunk.iter().fold(all, |word: u64, &byte| {
                word.rotate_left(8) ^ u64::from(byte)
            })
        })
    });
    // SplitMix64's finaliser (Steele, Lea, Flood 2014).
    let mut word = secret.wrapping_add(id.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    word = (word ^ word >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    word = (word ^ word >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    word ^= word >> 31;
    let pages = (word % (8 << 30 >> 12)) as usize;
    USER_TOP - (8 << 30) - pages * PAGE_SIZE
}

/// The pages that hold the range: whole ones, in the user's half. None if it wraps or leaves it.
fn page_range(address: usize, len: usize) -> Option<Range<usize>> {
    let end = address
        .checked_add(len)?
        .checked_next_multiple_of(PAGE_SIZE)?;
    (end <= USER_TOP).then_some(address & !(PAGE_SIZE - 1)..end)
}
