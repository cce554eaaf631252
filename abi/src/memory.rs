//! Memory objects and mappings.

use crate::Handle;
use bitflags::bitflags;

/// What [`crate::Call::MemoryCreate`] makes.
#[repr(u32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MemoryKind {
    /// Demand-zero pages.
    Anonymous = 0,
    /// Device memory at a physical address; needs the hardware handle. Frames of the allocator
    /// are refused.
    Physical = 1,
    /// Physically contiguous frames, zeroed, for DMA; needs the hardware handle.
    Contiguous = 2,
    /// Pages come from the server whose scheme is given ([`crate::message::Kind::PageIn`]).
    Paged = 3,
}

bitflags! {
    /// Access to a mapping. Values are POSIX `PROT_*`.
    #[repr(transparent)]
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct Protection: u32 {
        const READ = 1;
        const WRITE = 2;
        const EXECUTE = 4;
    }
}

bitflags! {
    /// How a range is mapped.
    #[repr(transparent)]
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct MapFlags: u32 {
        /// Stores reach the object and every other mapping of it. Without it: copy on write.
        const SHARED = 1 << 0;
        /// Exactly at the address, replacing what is there.
        const FIXED = 1 << 1;
        /// Exactly at the address, or EEXIST if something is there.
        const FIXED_NO_REPLACE = 1 << 2;
        /// Fill the page tables at once.
        const POPULATE = 1 << 3;
        /// Grows downward on faults just below it (stacks).
        const GROWS_DOWN = 1 << 4;
        /// Below 2 GiB.
        const LOW_2G = 1 << 5;
        /// Not inherited by fork.
        const NOT_INHERITED = 1 << 6;
        /// Appears zeroed in a forked child.
        const ZERO_ON_FORK = 1 << 7;
        /// Locked: told by [`crate::Call::MapQuery`], set by [`crate::Call::MemoryLock`] alone.
        const LOCKED = 1 << 8;
    }
}

/// Argument of [`crate::Call::Map`].
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct MapRequest {
    /// Address, or where to start looking; 0 lets the kernel choose.
    pub address: usize,
    /// Length in bytes; rounded up to whole pages.
    pub len: usize,
    /// [`Protection`] bits.
    pub protection: u32,
    /// [`MapFlags`] bits.
    pub flags: u32,
    /// A memory object, a file with a memory stream, or [`Handle::NONE`] for anonymous memory.
    pub object: Handle,
    pub reserved: u32,
    /// Offset in the object in bytes; a multiple of the page size.
    pub offset: u64,
}

/// What [`crate::Call::Advise`] says of a range. Values are POSIX's and Linux's `MADV_*`.
#[repr(u32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Advice {
    Normal = 0,
    Random = 1,
    Sequential = 2,
    WillNeed = 3,
    /// Private anonymous pages read as zero afterwards.
    DontNeed = 4,
    Free = 8,
    DontFork = 10,
    DoFork = 11,
    WipeOnFork = 18,
    KeepOnFork = 19,
}

/// What [`crate::Call::MemoryLock`] does.
#[repr(u32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LockOperation {
    /// Makes the range's pages present and marks them locked.
    Lock = 0,
    /// Takes the mark from the range.
    Unlock = 1,
    /// Locks everything; the address is [`LockAll`] bits.
    LockAll = 2,
    /// Unlocks everything, and what is mapped from now on.
    UnlockAll = 3,
}

bitflags! {
    /// What [`LockOperation::LockAll`] locks. Values are POSIX's `MCL_*`.
    #[repr(transparent)]
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct LockAll: u32 {
        const CURRENT = 1;
        const FUTURE = 2;
    }
}

/// One mapping, as [`crate::Call::MapQuery`] tells it.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct MapInfo {
    pub address: usize,
    pub len: usize,
    pub protection: u32,
    pub flags: u32,
    pub offset: u64,
    pub resident_pages: u64,
    /// The server's number of the file mapped, 0 for anonymous memory.
    pub file: u64,
    /// Number of the memory object, 0 for private anonymous memory.
    pub object: u64,
}

/// A memory object, as [`crate::Call::MemoryInfo`] tells it.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MemoryInfo {
    /// Unique in the system, never 0; [`MapInfo`] has it, too.
    pub object: u64,
    pub size: u64,
    /// Mappings of it, in all address spaces.
    pub mappings: u64,
}
