//! `<malloc.h>`: the allocation functions, over [`crate::allocator`]. `<stdlib.h>` declares the
//! standard ones too. [`program`] is what the rest of the library calls for blocks that the program frees.

pub mod program;

use crate::allocator;
use crate::errno::{Errno, ResultExt};
use crate::types::*;

fn or_errno(block: *mut u8) -> *mut c_void {
    if block.is_null() {
        crate::errno::set(Errno::ENOMEM);
    }
    block.cast()
}

/// C: `malloc`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn malloc(size: size_t) -> *mut c_void {
    let block = allocator::allocate_quickly(size);
    if block.is_null() {
        return malloc_slowly(size);
    }
    block.cast()
}

/// `malloc` where it takes more than the first free block of a list. Apart, so that the quick way needs no frame.
#[cold]
#[inline(never)]
extern "C" fn malloc_slowly(size: size_t) -> *mut c_void {
    or_errno(allocator::allocate(size))
}

/// C: `calloc`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn calloc(count: size_t, size: size_t) -> *mut c_void {
    or_errno(
        count
            .checked_mul(size)
            .map_or(core::ptr::null_mut(), allocator::allocate_zeroed),
    )
}

/// C: `realloc`. Size 0 gives a block of the smallest size, as in musl.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn realloc(block: *mut c_void, size: size_t) -> *mut c_void {
    if allocator::may_stay(block.cast(), size) {
        return block;
    }
    // SAFETY: the caller's promise.
    unsafe { realloc_slowly(block, size) }
}

#[cold]
#[inline(never)]
unsafe extern "C" fn realloc_slowly(block: *mut c_void, size: size_t) -> *mut c_void {
    if block.is_null() {
        return malloc_slowly(size);
    }
    // SAFETY: the caller's promise.
    or_errno(unsafe { allocator::reallocate(block.cast(), size) })
}

/// POSIX.1-2024: `reallocarray`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn reallocarray(
    block: *mut c_void,
    count: size_t,
    size: size_t,
) -> *mut c_void {
    match count.checked_mul(size) {
        // SAFETY: the caller's promise.
        Some(total) => unsafe { program::realloc(block, total) },
        None => or_errno(core::ptr::null_mut()),
    }
}

/// C: `free`. Leaves `errno` alone (POSIX.1-2024).
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn free(block: *mut c_void) {
    // SAFETY: the caller's promise. Null is not found among the blocks, and is let pass then.
    unsafe { allocator::free_inline(block.cast()) };
}

/// BSD's old name of `free`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn cfree(block: *mut c_void) {
    // SAFETY: the caller's promise.
    unsafe { program::free(block) };
}

/// C11: `aligned_alloc`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn aligned_alloc(align: size_t, size: size_t) -> *mut c_void {
    memalign(align, size)
}

/// SunOS and glibc: `memalign`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn memalign(align: size_t, size: size_t) -> *mut c_void {
    if !align.is_power_of_two() {
        return Err(Errno::EINVAL).or_errno();
    }
    or_errno(allocator::allocate_aligned(align, size))
}

/// BSD: `valloc`: a block aligned to a page.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn valloc(size: size_t) -> *mut c_void {
    memalign(4096, size)
}

/// glibc: `pvalloc`: whole pages.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn pvalloc(size: size_t) -> *mut c_void {
    match size.checked_next_multiple_of(4096) {
        Some(pages) => memalign(4096, pages),
        None => or_errno(core::ptr::null_mut()),
    }
}

/// POSIX: `posix_memalign`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn posix_memalign(
    result: *mut *mut c_void,
    align: size_t,
    size: size_t,
) -> c_int {
    if !align.is_power_of_two() || align < core::mem::size_of::<usize>() {
        return c_int::from(Errno::EINVAL.0);
    }
    let block = allocator::allocate_aligned(align, size);
    if block.is_null() {
        return c_int::from(Errno::ENOMEM.0);
    }
    // SAFETY: the caller's promise.
    unsafe { *result = block.cast() };
    0
}

/// glibc: `malloc_usable_size`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn malloc_usable_size(block: *mut c_void) -> size_t {
    if block.is_null() {
        return 0;
    }
    // SAFETY: the caller's promise.
    unsafe { allocator::usable_size(block.cast()) }
}
