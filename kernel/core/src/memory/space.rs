//! Address spaces: what a process has mapped where.

use super::{Access, FaultCause, FrameRef, MemoryObject, Stream};
use crate::machine::{Frame, PageTable};
use abi::memory::{Advice, MapInfo, MapRequest, Protection};
use abi::{Errno, UserSlice};
use alloc::sync::Arc;

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

/// How [`AddressSpace::remap`] may place the result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placement {
    InPlace,
    Anywhere,
    Exactly(usize),
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

/// An address space.
pub struct AddressSpace {
    id: u64,
    table: PageTable,
}

impl AddressSpace {
    /// An empty one. ENOMEM.
    pub fn new() -> Result<Arc<Self>, Errno> {
        unimplemented!("lands next")
    }

    /// Unique in the system, never 0.
    pub fn id(&self) -> u64 {
        self.id
    }

    /// For `Machine::activate`.
    pub fn table(&self) -> &PageTable {
        &self.table
    }

    /// A copy for a forked child: private memory copy-on-write, shared memory shared.
    pub fn fork(&self) -> Result<Arc<Self>, Errno> {
        unimplemented!("lands next")
    }

    /// Maps `request`; the caller resolved `request.object` to `backing`. May park on a pager if
    /// POPULATE is asked for. The address.
    pub fn map(
        self: &Arc<Self>,
        _request: &MapRequest,
        _backing: Option<Backing>,
    ) -> Result<usize, Errno> {
        unimplemented!("lands next")
    }

    /// Removes what is mapped in the range; nothing there is no error.
    pub fn unmap(&self, _address: usize, _len: usize) -> Result<(), Errno> {
        unimplemented!("lands next")
    }

    /// Changes the protection. ENOMEM if part of the range is not mapped, EACCES.
    pub fn protect(
        &self,
        _address: usize,
        _len: usize,
        _protection: Protection,
    ) -> Result<(), Errno> {
        unimplemented!("lands next")
    }

    /// `mremap`.
    pub fn remap(
        &self,
        _address: usize,
        _old_len: usize,
        _new_len: usize,
        _placement: Placement,
    ) -> Result<usize, Errno> {
        unimplemented!("lands next")
    }

    pub fn advise(&self, _address: usize, _len: usize, _advice: Advice) -> Result<(), Errno> {
        unimplemented!("lands next")
    }

    /// Writes dirty pages of shared paged mappings in the range back. May park.
    pub fn synchronise(&self, _address: usize, _len: usize) -> Result<(), Errno> {
        unimplemented!("lands next")
    }

    /// The first mapping that ends above `address`; ENOENT.
    pub fn query(&self, _address: usize) -> Result<MapInfo, Errno> {
        unimplemented!("lands next")
    }

    /// `mincore`: fills `into` with 1 for pages that are resident, from `address` on; ENOMEM if
    /// part of the range is not mapped. At most `into.len()` pages: the caller goes in chunks.
    pub fn resident(&self, _address: usize, _into: &mut [u8]) -> Result<(), Errno> {
        unimplemented!("lands next")
    }

    /// Mends a fault or says why not. May park on a pager.
    pub fn page_fault(&self, _address: usize, _access: Access) -> Result<(), FaultCause> {
        unimplemented!("lands next")
    }

    /// What a futex at `address` is known by: (space's id, address) for private memory, (object's
    /// id, offset) for shared. EFAULT.
    pub fn futex_key(&self, _address: usize) -> Result<(u64, u64), Errno> {
        unimplemented!("lands next")
    }

    /// The frame behind `address` for that access, faulted in. Write to private memory that the
    /// owner may not write is allowed (debugger, exec). May park.
    pub fn page(&self, _address: usize, _access: Access) -> Result<FrameRef, FaultCause> {
        unimplemented!("lands next")
    }

    /// Copies from this space, which need not be loaded, to kernel memory. EFAULT, ENOMEM.
    pub fn read(&self, _address: usize, _into: &mut [u8]) -> Result<(), Errno> {
        unimplemented!("lands next")
    }

    /// Copies from kernel memory to this space, which need not be loaded.
    pub fn write(&self, _address: usize, _from: &[u8]) -> Result<(), Errno> {
        unimplemented!("lands next")
    }

    /// Copies `to.len` bytes at `address` in this space to the loaded space's `to`, through the
    /// direct map.
    pub fn copy_to_user(&self, _address: usize, _to: UserSlice) -> Result<(), Errno> {
        unimplemented!("lands next")
    }

    /// Copies the loaded space's `from` to `address` in this space.
    pub fn copy_from_user(&self, _address: usize, _from: UserSlice) -> Result<(), Errno> {
        unimplemented!("lands next")
    }

    /// Maps one of the kernel's read-only pages at an address from `abi::USER_TOP` on (the clock
    /// page, the process page), replacing what is there. Takes its own reference to the frame.
    pub fn map_shared_page(&self, _address: usize, _frame: Frame) -> Result<(), Errno> {
        unimplemented!("lands next")
    }

    pub fn accounting(&self) -> Accounting {
        unimplemented!("lands next")
    }

    /// Bytes that may be mapped (`Limit::AddressSpace`).
    pub fn set_limit(&self, _bytes: u64) {
        unimplemented!("lands next")
    }

    pub fn limit(&self) -> u64 {
        unimplemented!("lands next")
    }
}
