//! The direct map: all RAM, at a fixed distance from its physical address.

use core::sync::atomic::{AtomicU64, Ordering};
use kernel_core::machine::Frame;

/// Where physical address 0 appears: slot 256 of the root table.
pub const BASE: usize = 0xffff_8000_0000_0000;

/// RAM that the direct map can hold: its one slot of the root table.
pub const SIZE: u64 = 512 << 30;

/// End of what is mapped.
static END: AtomicU64 = AtomicU64::new(0);

/// Says how far the map reaches, once it is made.
pub fn set_end(end: u64) {
    END.store(end, Ordering::Relaxed);
}

/// Whether all of a range is mapped.
pub fn reaches(physical: u64, len: usize) -> bool {
    physical
        .checked_add(len as u64)
        .is_some_and(|end| end <= END.load(Ordering::Relaxed))
}

/// Where a physical address appears. Only RAM is mapped.
#[inline]
pub const fn address(physical: u64) -> usize {
    BASE + physical as usize
}

/// The physical address of an address in the direct map.
#[inline]
pub const fn physical(address: usize) -> u64 {
    (address - BASE) as u64
}

/// A pointer to physical memory.
#[inline]
pub const fn pointer<T>(physical: u64) -> *mut T {
    address(physical) as *mut T
}

/// A pointer to a frame.
#[inline]
pub const fn frame<T>(frame: Frame) -> *mut T {
    pointer(frame.0 << 12)
}

/// Reads a value that may be unaligned.
///
/// # Safety
/// The memory is RAM in the direct map, holds a valid `T`, and nothing writes it meanwhile.
pub unsafe fn read<T: Copy>(physical: u64) -> T {
    // SAFETY: the caller's promise.
    unsafe { pointer::<T>(physical).read_unaligned() }
}

/// Bytes of physical memory.
///
/// # Safety
/// The memory is RAM in the direct map, and nothing ever writes it.
pub unsafe fn bytes(physical: u64, len: usize) -> &'static [u8] {
    // SAFETY: the caller's promise.
    unsafe { core::slice::from_raw_parts(pointer(physical), len) }
}

/// The bytes before the first zero byte.
///
/// # Safety
/// As for [`bytes`], up to the zero byte that there is.
pub unsafe fn c_string(physical: u64) -> &'static [u8] {
    // SAFETY: the caller's promise.
    unsafe { core::ffi::CStr::from_ptr(pointer(physical)) }.to_bytes()
}
