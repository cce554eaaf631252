//! Memory objects, mappings and address spaces.

use super::call::kernel_call;
use abi::errno::Result;
use abi::memory::{
    LockOperation, MapFlags, MapInfo, MapRequest, MemoryInfo, MemoryKind, Protection,
};
use abi::{Handle, UserSlice, PAGE_SIZE};

/// Makes a memory object. `source` is the physical address or the pager's scheme handle.
pub fn create(kind: MemoryKind, size: u64, source: u64, cookie: u64) -> Result<Handle> {
    // SAFETY: touches no memory of this process.
    unsafe { kernel_call!(MemoryCreate, kind, size, source, cookie) }.map(|h| Handle(h as u32))
}

/// Bytes in a memory object.
pub fn get_size(object: Handle) -> Result<u64> {
    // SAFETY: touches no memory of this process.
    unsafe { kernel_call!(MemoryGetSize, object.0) }
}

/// Number, size and mappings of a memory object.
pub fn get_info(object: Handle) -> Result<MemoryInfo> {
    let mut info = MemoryInfo::default();
    // SAFETY: the kernel writes the info.
    unsafe { kernel_call!(MemoryInfo, object.0, core::ptr::from_mut(&mut info)) }?;
    Ok(info)
}

/// Changes a memory object's size.
pub fn set_size(object: Handle, size: u64) -> Result<()> {
    // SAFETY: as POSIX's ftruncate: mappings beyond the end fault.
    unsafe { kernel_call!(MemorySetSize, object.0, size) }.map(drop)
}

/// Physical address of a physical or contiguous object.
pub fn get_physical(object: Handle) -> Result<u64> {
    // SAFETY: touches no memory of this process.
    unsafe { kernel_call!(MemoryGetPhysical, object.0) }
}

/// Maps into `space` ([`Handle::SELF`] for the caller's own). With FIXED the caller gives up what
/// was there (as with C's `mmap`).
pub fn map(space: Handle, request: &MapRequest) -> Result<usize> {
    // SAFETY: replacing mappings is the caller's wish, see the module's contract.
    unsafe { kernel_call!(Map, space.0, core::ptr::from_ref(request)) }.map(|a| a as usize)
}

/// Unmaps a range; the caller gives up what was there.
pub fn unmap(space: Handle, address: usize, len: usize) -> Result<()> {
    // SAFETY: see the module's contract.
    unsafe { kernel_call!(Unmap, space.0, address, len) }.map(drop)
}

/// Changes the protection of a range.
pub fn protect(space: Handle, address: usize, len: usize, protection: u32) -> Result<()> {
    // SAFETY: see the module's contract.
    unsafe { kernel_call!(Protect, space.0, address, len, protection) }.map(drop)
}

/// Advises on a range; `advice` is an [`abi::memory::Advice`].
pub fn advise(address: usize, len: usize, advice: u32) -> Result<()> {
    // SAFETY: dropping pages is the caller's wish, see the module's contract.
    unsafe { kernel_call!(Advise, address, len, advice) }.map(drop)
}

/// Resizes or moves a mapping: `mode` 0 in place, 1 may move, 2 exactly at `target`.
pub fn remap(
    address: usize,
    old_len: usize,
    len: usize,
    mode: u32,
    target: usize,
) -> Result<usize> {
    // SAFETY: see the module's contract.
    unsafe { kernel_call!(Remap, address, old_len, len, mode, target) }.map(|a| a as usize)
}

/// Writes dirty pages of shared mappings back.
pub fn synchronise(address: usize, len: usize) -> Result<()> {
    // SAFETY: changes no memory of this process.
    unsafe { kernel_call!(Synchronise, address, len) }.map(drop)
}

/// The first mapping of `process` that ends above `address`.
pub fn query(process: Handle, address: usize) -> Result<MapInfo> {
    let mut info = MapInfo::default();
    // SAFETY: the kernel writes the info.
    unsafe { kernel_call!(MapQuery, process.0, address, core::ptr::from_mut(&mut info)) }?;
    Ok(info)
}

/// Writes one byte per page of the range to `result` (`mincore`).
pub fn resident(address: usize, len: usize, result: usize) -> Result<()> {
    // SAFETY: the kernel writes only to the result array, see the module's contract.
    unsafe { kernel_call!(MapResident, address, len, result) }.map(drop)
}

/// Locks or unlocks; `limit` is the most bytes that may be locked.
pub fn lock(address: usize, len: usize, operation: LockOperation, limit: u64) -> Result<()> {
    // SAFETY: changes no memory.
    unsafe { kernel_call!(MemoryLock, address, len, operation, limit) }.map(drop)
}

/// Makes an empty address space.
pub fn address_space_create() -> Result<Handle> {
    // SAFETY: touches no memory of this process.
    unsafe { kernel_call!(AddressSpaceCreate) }.map(|h| Handle(h as u32))
}

/// Copies `source` to `address` in another address space.
pub fn address_space_write(space: Handle, address: usize, source: UserSlice) -> Result<()> {
    // SAFETY: the kernel reads the slice; the other space is not this process's.
    unsafe {
        kernel_call!(
            AddressSpaceWrite,
            space.0,
            address,
            source.address,
            source.len
        )
    }
    .map(drop)
}

/// Memory of this process's own, unmapped when dropped.
#[derive(Debug)]
pub struct Mapping {
    address: usize,
    len: usize,
}

impl Mapping {
    /// Fresh zeroed memory of at least `len` bytes.
    pub fn anonymous(len: usize) -> Result<Self> {
        let len = len.max(1).next_multiple_of(PAGE_SIZE);
        Self::new(
            len,
            Protection::READ | Protection::WRITE,
            MapFlags::empty(),
            Handle::NONE,
        )
    }

    /// The first `len` bytes of a memory object that nobody writes to, for reading.
    pub fn of_object(object: Handle, len: usize) -> Result<Self> {
        Self::new(len, Protection::READ, MapFlags::empty(), object)
    }

    /// A memory object shared with others (a device's registers, a ring).
    pub fn shared(object: Handle, len: usize) -> Result<Self> {
        Self::new(
            len,
            Protection::READ | Protection::WRITE,
            MapFlags::SHARED,
            object,
        )
    }

    fn new(len: usize, protection: Protection, flags: MapFlags, object: Handle) -> Result<Self> {
        let request = MapRequest {
            address: 0,
            len,
            protection: protection.bits(),
            flags: flags.bits(),
            object,
            reserved: 0,
            offset: 0,
        };
        Ok(Self {
            address: map(Handle::SELF, &request)?,
            len,
        })
    }

    /// First address.
    pub fn address(&self) -> usize {
        self.address
    }

    /// The bytes. For mappings made by [`Mapping::anonymous`] and [`Mapping::of_object`].
    pub fn bytes(&self) -> &[u8] {
        // SAFETY: mapped readable for as long as `self` lives, and written through `self` only.
        unsafe { core::slice::from_raw_parts(self.address as *const u8, self.len) }
    }

    /// The bytes, for writing. For mappings made by [`Mapping::anonymous`].
    pub fn bytes_mut(&mut self) -> &mut [u8] {
        // SAFETY: mapped writable for as long as `self` lives; `&mut self` is the only path to it.
        unsafe { core::slice::from_raw_parts_mut(self.address as *mut u8, self.len) }
    }

    /// Copies `bytes` to the mapping's start. For mappings made by [`Mapping::shared`], which others
    /// may be reading or writing. Panics if they do not fit.
    pub fn write(&self, bytes: &[u8]) {
        assert!(bytes.len() <= self.len, "more bytes than the mapping has");
        // SAFETY: mapped writable, and long enough; no reference into the mapping exists, and what
        // other processes see meanwhile is as with any shared memory.
        unsafe { core::ptr::copy(bytes.as_ptr(), self.address as *mut u8, bytes.len()) }
    }

    /// Keeps the mapping for ever.
    pub fn leak(self) -> &'static mut [u8] {
        let (address, len) = (self.address, self.len);
        core::mem::forget(self);
        // SAFETY: never unmapped any more, and `self` was the only path to it.
        unsafe { core::slice::from_raw_parts_mut(address as *mut u8, len) }
    }
}

impl Drop for Mapping {
    fn drop(&mut self) {
        // The range was mapped by `new`, so this cannot fail; a failure would only leak it.
        let _ = unmap(Handle::SELF, self.address, self.len);
    }
}
