//! Memory objects: pages by offset.

use super::{Access, FaultCause, FrameRef};
use crate::machine::{Cache, Frame};
use abi::Errno;
use alloc::sync::Arc;

/// Where a paged object's pages come from: a server, through core's IPC.
pub trait Pager: Send + Sync {
    /// Fills `frames` with the bytes from `offset` on, zeros where the server has none. May park.
    fn page_in(&self, cookie: u64, offset: u64, frames: &[Frame]) -> Result<(), Errno>;
    /// Gives `len` bytes of a dirty page back. May park.
    fn page_out(&self, cookie: u64, offset: u64, frame: Frame, len: usize) -> Result<(), Errno>;
}

/// A memory object.
pub struct MemoryObject {
    id: u64,
}

impl MemoryObject {
    /// Demand-zero pages.
    pub fn anonymous(_size: u64) -> Result<Arc<Self>, Errno> {
        unimplemented!("lands next")
    }

    /// Physical memory that is not the allocator's: device registers (uncached), or a boot module.
    pub fn physical(_first: Frame, _size: u64, _cache: Cache) -> Result<Arc<Self>, Errno> {
        unimplemented!("lands next")
    }

    /// Contiguous zeroed frames, for DMA.
    pub fn contiguous(_size: u64) -> Result<Arc<Self>, Errno> {
        unimplemented!("lands next")
    }

    /// Pages supplied by `pager`, which knows the object as `cookie`.
    pub fn paged(_pager: Arc<dyn Pager>, _cookie: u64, _size: u64) -> Result<Arc<Self>, Errno> {
        unimplemented!("lands next")
    }

    /// Unique in the system, never 0.
    pub fn id(&self) -> u64 {
        self.id
    }

    /// Size in bytes: pages that begin at or beyond it cannot be accessed.
    pub fn size(&self) -> u64 {
        unimplemented!("lands next")
    }

    /// Changes the size; EINVAL for physical and contiguous objects. Pages beyond are unmapped
    /// everywhere and freed, the rest of the last page is zeroed.
    pub fn set_size(&self, _size: u64) -> Result<(), Errno> {
        unimplemented!("lands next")
    }

    /// Pages that hold data.
    pub fn resident_pages(&self) -> u64 {
        unimplemented!("lands next")
    }

    /// Physical address of a physical or contiguous object; EINVAL for others.
    pub fn physical_address(&self) -> Result<u64, Errno> {
        unimplemented!("lands next")
    }

    /// The page with that index, made if need be. `Write` marks it dirty. May park on the pager.
    pub fn page(&self, _index: u64, _access: Access) -> Result<FrameRef, FaultCause> {
        unimplemented!("lands next")
    }

    /// Copies bytes out, to kernel memory; holes are zeros. Fewer at the end of the object.
    pub fn read(&self, _offset: u64, _into: &mut [u8]) -> Result<usize, Errno> {
        unimplemented!("lands next")
    }

    /// Copies bytes in, from kernel memory. Fewer at the end of the object.
    pub fn write(&self, _offset: u64, _from: &[u8]) -> Result<usize, Errno> {
        unimplemented!("lands next")
    }

    /// Writes dirty pages of the range back to the pager. May park.
    pub fn synchronise(&self, _offset: u64, _len: u64) -> Result<(), Errno> {
        unimplemented!("lands next")
    }
}

/// Memory objects alive.
pub fn count() -> u64 {
    unimplemented!("lands next")
}
