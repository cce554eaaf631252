//! Mappings and the program break.
//!
//! The personality's own image is to the guest as if nothing were there, but nothing can be put
//! there either.

use super::{Context, DONE};
use crate::guest;
use abi::errno::Result;
use abi::{Errno, PAGE_SIZE};
use posix::memory;
use posix::types::constants::mman::{MAP_FIXED, MAP_FIXED_NOREPLACE, MREMAP_FIXED};

pub fn mmap(context: &mut Context<'_>) -> Result<u64> {
    let (address, len, flags) = (context.word(0), context.word(1), context.int(3));
    if guest::is_own(address, len) {
        if flags & MAP_FIXED_NOREPLACE == MAP_FIXED_NOREPLACE {
            return Err(Errno::EEXIST);
        }
        if flags & MAP_FIXED != 0 {
            return Err(Errno::ENOMEM);
        }
    }
    memory::mmap(
        context.thread(),
        address,
        len,
        context.int(2),
        flags,
        context.int(4),
        context.raw(5) as i64,
    )
    .map(|address| address as u64)
}

pub fn munmap(context: &mut Context<'_>) -> Result<u64> {
    let (address, len) = (context.word(0), context.word(1));
    if guest::is_own(address, len) {
        return Err(Errno::EINVAL);
    }
    memory::munmap(context.thread(), address, len).and(DONE)
}

/// The range at arguments 0 and 1. Errors: ENOMEM, as for unmapped memory, if it is not the guest's.
fn range(context: &Context<'_>) -> Result<(usize, usize)> {
    let (address, len) = (context.word(0), context.word(1));
    match guest::is_own(address, len) {
        true => Err(Errno::ENOMEM),
        false => Ok((address, len)),
    }
}

pub fn mprotect(context: &mut Context<'_>) -> Result<u64> {
    let (address, len) = range(context)?;
    memory::mprotect(context.thread(), address, len, context.int(2)).and(DONE)
}

pub fn mremap(context: &mut Context<'_>) -> Result<u64> {
    let (address, old_len, len) = (context.word(0), context.word(1), context.word(2));
    let (flags, target) = (context.int(3), context.word(4));
    if guest::is_own(address, old_len) {
        return Err(Errno::EFAULT);
    }
    if flags & MREMAP_FIXED != 0 && guest::is_own(target, len) {
        return Err(Errno::ENOMEM);
    }
    memory::mremap(context.thread(), address, old_len, len, flags, target)
        .map(|address| address as u64)
}

pub fn madvise(context: &mut Context<'_>) -> Result<u64> {
    let (address, len) = range(context)?;
    memory::madvise(context.thread(), address, len, context.int(2)).and(DONE)
}

pub fn mlock(context: &mut Context<'_>) -> Result<u64> {
    let (address, len) = range(context)?;
    memory::mlock(context.thread(), address, len).and(DONE)
}

pub fn munlock(context: &mut Context<'_>) -> Result<u64> {
    let (address, len) = range(context)?;
    memory::munlock(context.thread(), address, len).and(DONE)
}

pub fn mlockall(context: &mut Context<'_>) -> Result<u64> {
    memory::mlockall(context.thread(), context.int(0)).and(DONE)
}

pub fn munlockall(context: &mut Context<'_>) -> Result<u64> {
    memory::munlockall(context.thread()).and(DONE)
}

pub fn msync(context: &mut Context<'_>) -> Result<u64> {
    let (address, len) = range(context)?;
    memory::msync(context.thread(), address, len, context.int(2)).and(DONE)
}

pub fn mincore(context: &mut Context<'_>) -> Result<u64> {
    let (address, len) = range(context)?;
    let result = guest::buffer(context.word(2), len.div_ceil(PAGE_SIZE))?;
    memory::mincore(context.thread(), address, len, result.address).and(DONE)
}

pub fn brk(context: &mut Context<'_>) -> Result<u64> {
    Ok(memory::brk(context.thread(), context.word(0)) as u64)
}
