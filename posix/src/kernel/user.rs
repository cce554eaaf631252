//! Values at addresses that the caller of `posix` gave, where no kernel call would carry them.
//!
//! *Kernel copies* ([`copy_to`], [`copy_from`], [`store`], [`load`]) are a call each, and serve where no
//! fault may be met: beneath a foreign program. *Guarded copies* ([`read`], [`write`], [`probe`]) meet a bad address with EFAULT, as a kernel does. The
//! copying instruction is the first of its function, so a fault there is known by the function's own
//! address: the upcall entry goes on at [`fixup`]'s instead of raising SIGSEGV.

use super::call::kernel_call;
use crate::types::PollFd;
use abi::errno::Result;
use abi::event::PollItem;
use abi::{Errno, PAGE_SIZE};
use bytemuck::{bytes_of, bytes_of_mut, Pod};
use core::mem::{align_of, offset_of, size_of, MaybeUninit};

/// Copies `count` words of eight bytes; not 0 if a byte on either side cannot be accessed.
///
/// # Safety
/// What can be written at `to` is the caller's to write.
#[cfg(target_arch = "x86_64")]
#[unsafe(naked)]
unsafe extern "C" fn copy_words(to: usize, from: usize, unused: usize, count: usize) -> u32 {
    core::arch::naked_asm!("rep movsq", "xor eax, eax", "ret")
}

/// As [`copy_words`], of single bytes.
///
/// # Safety
/// What can be written at `to` is the caller's to write.
#[cfg(target_arch = "x86_64")]
#[unsafe(naked)]
unsafe extern "C" fn copy_bytes(to: usize, from: usize, unused: usize, count: usize) -> u32 {
    core::arch::naked_asm!("rep movsb", "xor eax, eax", "ret")
}

/// Where a guarded copy goes on after a fault: it returns 1.
#[cfg(target_arch = "x86_64")]
#[unsafe(naked)]
unsafe extern "C" fn copy_failed() -> u32 {
    core::arch::naked_asm!("mov eax, 1", "ret")
}

/// Where to go on after a fault at `rip`, if that is in a guarded copy.
pub(crate) fn fixup(rip: u64) -> Option<u64> {
    let is_guarded = rip == copy_words as *const () as u64 || rip == copy_bytes as *const () as u64;
    is_guarded.then_some(copy_failed as *const () as u64)
}

/// # Safety
/// What can be written at `to` is the caller's to write.
unsafe fn copy(to: usize, from: usize, len: usize) -> Result<()> {
    let failed = match len % 8 {
        // SAFETY: the caller's promise.
        0 => unsafe { copy_words(to, from, 0, len / 8) },
        // SAFETY: the caller's promise.
        _ => unsafe { copy_bytes(to, from, 0, len) },
    };
    match failed {
        0 => Ok(()),
        _ => Err(Errno::EFAULT),
    }
}

/// The value at `address`. Errors: EFAULT.
///
/// # Safety
/// What is there is a valid `T`, if it can be read.
pub unsafe fn read<T: Copy>(address: usize) -> Result<T> {
    let mut value = MaybeUninit::uninit();
    // SAFETY: the value has room for a `T`.
    unsafe { copy(value.as_mut_ptr() as usize, address, size_of::<T>())? };
    // SAFETY: the caller's promise.
    Ok(unsafe { value.assume_init() })
}

/// Stores `value` at `address`. Errors: EFAULT.
///
/// # Safety
/// The room for a `T` there is the caller's to write.
pub unsafe fn write<T>(address: usize, value: T) -> Result<()> {
    // SAFETY: the caller's promise.
    unsafe {
        copy(
            address,
            core::ptr::from_ref(&value) as usize,
            size_of::<T>(),
        )
    }
}

/// Whether the bytes can be read. Errors: EFAULT.
pub fn probe(address: usize, len: usize) -> Result<()> {
    let Some(last) = len.checked_sub(1) else {
        return Ok(());
    };
    let end = address.checked_add(last).ok_or(Errno::EFAULT)?;
    let mut at = address;
    loop {
        let mut byte = 0u8;
        // SAFETY: the byte is this function's own.
        unsafe { copy(core::ptr::from_mut(&mut byte) as usize, at, 1)? };
        at = (at & !(PAGE_SIZE - 1)).saturating_add(PAGE_SIZE);
        if at > end {
            return Ok(());
        }
    }
}

/// Copies `bytes` to `address`. Errors: EFAULT.
pub fn copy_to(address: usize, bytes: &[u8]) -> Result<()> {
    // SAFETY: that the bytes there may be overwritten is the promise of who gave the address, see
    // the module's contract.
    unsafe { kernel_call!(Copy, address, bytes.as_ptr(), bytes.len()) }.map(drop)
}

/// Fills `buffer` from `address`. Errors: EFAULT, with the buffer's start filled.
pub fn copy_from(address: usize, buffer: &mut [u8]) -> Result<()> {
    // SAFETY: the kernel writes to the buffer alone.
    unsafe { kernel_call!(Copy, buffer.as_mut_ptr(), address, buffer.len()) }.map(drop)
}

/// Stores `value` at `address`: the caller's buffer, of any alignment (as a C out-parameter).
/// Errors: EFAULT.
pub fn store<T: Pod>(address: usize, value: T) -> Result<()> {
    copy_to(address, bytes_of(&value))
}

/// Loads a value from `address`. Errors: EFAULT.
pub fn load<T: Pod>(address: usize) -> Result<T> {
    let mut value = T::zeroed();
    copy_from(address, bytes_of_mut(&mut value)).map(|()| value)
}

/// The entries of `poll` as the kernel takes them: `struct pollfd` and a poll item have one
/// layout, and their descriptors mean the same below [`abi::handle::LOW_LIMIT`].
pub fn poll_items(fds: &mut [PollFd]) -> &mut [PollItem] {
    const _: () = assert!(size_of::<PollFd>() == size_of::<PollItem>());
    const _: () = assert!(align_of::<PollFd>() == align_of::<PollItem>());
    const _: () = assert!(offset_of!(PollFd, events) == offset_of!(PollItem, interest));
    const _: () = assert!(offset_of!(PollFd, revents) == offset_of!(PollItem, found));
    // SAFETY: same size, alignment and offsets (checked above); every bit pattern is valid.
    unsafe { core::slice::from_raw_parts_mut(fds.as_mut_ptr().cast(), fds.len()) }
}
