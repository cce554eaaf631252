//! `mmap` and its kin, `mlock` and its kin, and the program break.
//!
//! A thin translation of Linux's flags into [`MapRequest`]s: the kernel keeps the mappings.

mod brk;
mod locked;

pub use brk::brk;
pub(crate) use brk::Break;
pub use locked::{mlock, mlockall, munlock, munlockall};

use crate::fd::handle_of;
use crate::kernel::{handle, memory};
use crate::state::Thread;
use crate::types::constants::mman::*;
use abi::errno::Result;
use abi::handle::{HandleKind, Rights};
use abi::memory::{Advice, MapFlags, MapRequest};
use abi::{Errno, Handle, PAGE_SIZE};

/// `mmap`; the address. Errors: EINVAL, EBADF, EACCES, ENODEV, ENOMEM, EEXIST.
pub fn mmap(
    _thread: &Thread,
    address: usize,
    len: usize,
    protection: i32,
    flags: i32,
    fd: i32,
    offset: i64,
) -> Result<usize> {
    let offset = u64::try_from(offset).map_err(|_| Errno::EINVAL)?;
    if len == 0 || offset % PAGE_SIZE as u64 != 0 {
        return Err(Errno::EINVAL);
    }
    let map_flags = map_flags(flags)?;
    let fixed = map_flags.intersects(MapFlags::FIXED | MapFlags::FIXED_NO_REPLACE);
    if fixed && !address.is_multiple_of(PAGE_SIZE) {
        return Err(Errno::EINVAL);
    }
    let object = if flags & MAP_ANONYMOUS != 0 {
        Handle::NONE
    } else {
        mappable(fd, protection, map_flags)?
    };
    let request = MapRequest {
        address: address & !(PAGE_SIZE - 1),
        len: len
            .checked_next_multiple_of(PAGE_SIZE)
            .ok_or(Errno::ENOMEM)?,
        protection: (protection & (PROT_READ | PROT_WRITE | PROT_EXEC)) as u32,
        flags: map_flags.bits(),
        object,
        reserved: 0,
        offset: if object == Handle::NONE { 0 } else { offset },
    };
    memory::map(Handle::SELF, &request)
}

/// Fresh private memory that can be read and written; its address. Errors: ENOMEM.
pub fn map_anonymous(len: usize) -> Result<usize> {
    let request = MapRequest {
        address: 0,
        len: len
            .checked_next_multiple_of(PAGE_SIZE)
            .ok_or(Errno::ENOMEM)?,
        protection: (PROT_READ | PROT_WRITE) as u32,
        flags: MapFlags::empty().bits(),
        object: Handle::NONE,
        reserved: 0,
        offset: 0,
    };
    memory::map(Handle::SELF, &request)
}

fn map_flags(flags: i32) -> Result<MapFlags> {
    let mut map_flags = match flags & MAP_TYPE {
        MAP_PRIVATE => MapFlags::empty(),
        MAP_SHARED | MAP_SHARED_VALIDATE => MapFlags::SHARED,
        _ => return Err(Errno::EINVAL),
    };
    map_flags.set(MapFlags::POPULATE, flags & MAP_POPULATE != 0);
    map_flags.set(MapFlags::GROWS_DOWN, flags & MAP_GROWSDOWN != 0);
    map_flags.set(MapFlags::LOW_2G, flags & MAP_32BIT != 0);
    if flags & MAP_FIXED_NOREPLACE != 0 {
        map_flags |= MapFlags::FIXED_NO_REPLACE;
    } else if flags & MAP_FIXED != 0 {
        map_flags |= MapFlags::FIXED;
    }
    Ok(map_flags)
}

/// The handle behind a descriptor that is to be mapped, if it was opened as POSIX asks: for
/// reading always, and for writing where stores reach the file.
fn mappable(fd: i32, protection: i32, flags: MapFlags) -> Result<Handle> {
    let target = handle_of(fd)?;
    let info = handle::get_info(target)?;
    let rights = info.rights;
    let stores = flags.contains(MapFlags::SHARED) && protection & PROT_WRITE != 0;
    if !rights.contains(Rights::READ) || (stores && !rights.contains(Rights::WRITE)) {
        return Err(Errno::EACCES);
    }
    match info.kind {
        Some(HandleKind::Pipe | HandleKind::Socket | HandleKind::EventQueue) => Err(Errno::ENODEV),
        _ => Ok(target),
    }
}

/// `munmap`.
pub fn munmap(_thread: &Thread, address: usize, len: usize) -> Result<()> {
    if !address.is_multiple_of(PAGE_SIZE) || len == 0 {
        return Err(Errno::EINVAL);
    }
    memory::unmap(Handle::SELF, address, len)
}

/// `mprotect`.
pub fn mprotect(_thread: &Thread, address: usize, len: usize, protection: i32) -> Result<()> {
    if !address.is_multiple_of(PAGE_SIZE) || protection & !(PROT_READ | PROT_WRITE | PROT_EXEC) != 0
    {
        return Err(Errno::EINVAL);
    }
    if len == 0 {
        return Ok(());
    }
    memory::protect(Handle::SELF, address, len, protection as u32)
}

/// `mremap`, with `MREMAP_MAYMOVE` and `MREMAP_FIXED`.
pub fn mremap(
    _thread: &Thread,
    address: usize,
    old_len: usize,
    len: usize,
    flags: i32,
    target: usize,
) -> Result<usize> {
    let mode = match flags {
        0 => 0,
        MREMAP_MAYMOVE => 1,
        flags if flags == MREMAP_MAYMOVE | MREMAP_FIXED => 2,
        _ => return Err(Errno::EINVAL),
    };
    memory::remap(address, old_len, len, mode, target)
}

/// `madvise`. Advice that has no effect here is taken as given; unknown numbers make EINVAL.
pub fn madvise(_thread: &Thread, address: usize, len: usize, advice: i32) -> Result<()> {
    const KNOWN: [Advice; 10] = [
        Advice::Normal,
        Advice::Random,
        Advice::Sequential,
        Advice::WillNeed,
        Advice::DontNeed,
        Advice::Free,
        Advice::DontFork,
        Advice::DoFork,
        Advice::WipeOnFork,
        Advice::KeepOnFork,
    ];
    /// Huge pages and core dumps: hints about what there is none of.
    const HINTS: [i32; 6] = [12, 13, 14, 15, 16, 17];
    if KNOWN.iter().any(|&known| known as i32 == advice) {
        memory::advise(address, len, advice as u32)
    } else if HINTS.contains(&advice) {
        Ok(())
    } else {
        Err(Errno::EINVAL)
    }
}

/// `msync`.
pub fn msync(_thread: &Thread, address: usize, len: usize, flags: i32) -> Result<()> {
    let both = MS_ASYNC | MS_SYNC;
    if flags & !(both | MS_INVALIDATE) != 0
        || flags & both == both
        || !address.is_multiple_of(PAGE_SIZE)
    {
        return Err(Errno::EINVAL);
    }
    memory::synchronise(address, len)
}

/// `mincore`: one byte per page to `result`.
pub fn mincore(_thread: &Thread, address: usize, len: usize, result: usize) -> Result<()> {
    if !address.is_multiple_of(PAGE_SIZE) {
        return Err(Errno::EINVAL);
    }
    memory::resident(address, len, result)
}
