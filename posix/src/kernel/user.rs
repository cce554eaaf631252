//! Values at addresses that the caller of `posix` gave, where no kernel call would carry them.

use crate::types::PollFd;
use abi::event::PollItem;
use bytemuck::Pod;
use core::mem::{align_of, offset_of, size_of};

/// Stores `value` at `address`: the caller's buffer, of any alignment (as a C out-parameter).
pub fn store<T: Pod>(address: usize, value: T) {
    // SAFETY: the caller of `posix` promises its buffers, see the module's contract.
    unsafe { core::ptr::write_unaligned(address as *mut T, value) }
}

/// Loads a value from `address`.
pub fn load<T: Pod>(address: usize) -> T {
    // SAFETY: the caller of `posix` promises its buffers, see the module's contract.
    unsafe { core::ptr::read_unaligned(address as *const T) }
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
