//! `memcpy`, `memmove`, `memset`, `memcmp` and their relatives.

use core::ffi::{c_int, c_void};

use super::scan::mismatch;
use crate::arch::{copy, fill, Block, Vector};

/// Copies `n` bytes. Overlap is harmless here, though the C standard does not allow it.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn memcpy(dest: *mut c_void, src: *const c_void, n: usize) -> *mut c_void {
    // SAFETY: the caller passes areas of `n` bytes.
    unsafe { copy(dest.cast(), src.cast(), n).cast() }
}

/// Copies `n` bytes between areas that may overlap.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn memmove(dest: *mut c_void, src: *const c_void, n: usize) -> *mut c_void {
    // SAFETY: the caller passes areas of `n` bytes.
    unsafe { copy(dest.cast(), src.cast(), n).cast() }
}

/// Copies `n` bytes and returns the end of the copy.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn mempcpy(dest: *mut c_void, src: *const c_void, n: usize) -> *mut c_void {
    // SAFETY: the caller passes areas of `n` bytes.
    unsafe {
        copy(dest.cast(), src.cast(), n);
        dest.byte_add(n)
    }
}

/// Copies up to and including the first byte equal to `c`, at most `n` bytes.
/// Returns the byte after the copy of `c`, or null when `c` was not met.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn memccpy(
    dest: *mut c_void,
    src: *const c_void,
    c: c_int,
    n: usize,
) -> *mut c_void {
    // SAFETY: the source is readable up to `c` or `n` bytes, whichever is first, and the target
    // takes as many.
    unsafe {
        match super::find::find_byte(src.cast(), c as u8, n) {
            Some(at) => mempcpy(dest, src, at + 1),
            None => {
                copy(dest.cast(), src.cast(), n);
                core::ptr::null_mut()
            }
        }
    }
}

/// Fills `n` bytes with `c`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn memset(dest: *mut c_void, c: c_int, n: usize) -> *mut c_void {
    // SAFETY: the caller passes an area of `n` bytes.
    unsafe { fill(dest.cast(), c as u8, n).cast() }
}

/// Fills `n` bytes with `c`, in a way that the compiler does not remove (C23).
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn memset_explicit(dest: *mut c_void, c: c_int, n: usize) -> *mut c_void {
    // SAFETY: the caller passes an area of `n` bytes.
    unsafe {
        fill(dest.cast(), c as u8, n);
        // The assembly may read the memory, for all the compiler knows: the stores stay.
        core::arch::asm!("/* {} */", in(reg) dest, options(nostack, preserves_flags));
    }
    dest
}

/// Zeroes `n` bytes, in a way that the compiler does not remove.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn explicit_bzero(dest: *mut c_void, n: usize) {
    // SAFETY: the caller passes an area of `n` bytes.
    unsafe { memset_explicit(dest, 0, n) };
}

/// Compares `n` bytes as unsigned; the sign of the result is that of the first difference.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn memcmp(a: *const c_void, b: *const c_void, n: usize) -> c_int {
    // SAFETY: the caller passes areas of `n` bytes.
    unsafe { compare(a.cast(), b.cast(), n) }
}

/// The comparison behind `memcmp` and `bcmp`.
#[inline(always)]
pub(crate) unsafe fn compare(a: *const u8, b: *const u8, n: usize) -> c_int {
    // SAFETY: offsets below stay under `n`; the caller vouches for that many readable bytes.
    unsafe {
        if n < Block::SIZE {
            return compare_short(a, b, n);
        }
        // Most areas differ soon.
        if n > 64 {
            let equal = |at| Block::mask(Block::load(a.add(at)).equal(Block::load(b.add(at))));
            let same = equal(0) | equal(Block::SIZE) << Block::SIZE;
            let index = match same == u64::from(u32::MAX) {
                true => mismatch(a, b, n),
                false => same.trailing_ones() as usize,
            };
            return match index < n {
                true => difference(a, b, index),
                false => 0,
            };
        }
        let mut at = 0;
        while at < n {
            // The last block is moved back so as to end with the area.
            let start = at.min(n - Block::SIZE);
            let same = Block::mask(Block::load(a.add(start)).equal(Block::load(b.add(start))));
            if same != Block::ALL {
                return difference(a, b, start + (!same).trailing_zeros() as usize);
            }
            at += Block::SIZE;
        }
        0
    }
}

#[inline(always)]
unsafe fn difference(a: *const u8, b: *const u8, index: usize) -> c_int {
    // SAFETY: the caller vouches for the byte of that index.
    unsafe { c_int::from(*a.add(index)) - c_int::from(*b.add(index)) }
}

/// Fewer than sixteen bytes: as big-endian integers, whose order is that of the bytes.
#[inline(always)]
unsafe fn compare_short(a: *const u8, b: *const u8, n: usize) -> c_int {
    // SAFETY: each branch reads within the `n` bytes.
    unsafe {
        let (x, y) = if n >= 8 {
            let first = (big_endian(a), big_endian(b));
            if first.0 != first.1 {
                first
            } else {
                (big_endian(a.add(n - 8)), big_endian(b.add(n - 8)))
            }
        } else if n >= 4 {
            let join = |p: *const u8| {
                let high = u32::from_be(p.cast::<u32>().read_unaligned());
                let low = u32::from_be(p.add(n - 4).cast::<u32>().read_unaligned());
                (u64::from(high) << 32) | u64::from(low)
            };
            (join(a), join(b))
        } else if n > 0 {
            // One to three bytes: first, middle and last, in order.
            let join = |p: *const u8| {
                (u64::from(*p) << 16) | (u64::from(*p.add(n / 2)) << 8) | u64::from(*p.add(n - 1))
            };
            (join(a), join(b))
        } else {
            (0, 0)
        };
        c_int::from(x > y) - c_int::from(x < y)
    }
}

#[inline(always)]
unsafe fn big_endian(p: *const u8) -> u64 {
    // SAFETY: the caller vouches for eight readable bytes.
    u64::from_be(unsafe { p.cast::<u64>().read_unaligned() })
}
