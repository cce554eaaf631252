//! `<sys/mman.h>`: memory mappings, and shared memory objects as files in `/dev/shm`.

mod typed;

pub use typed::*;

use crate::errno::{Errno, ResultExt};
use crate::header::pthread::cancel;
use crate::platform::{Point, Sys};
use crate::types::*;
use core::ffi::CStr;

/// POSIX: `munmap`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn munmap(address: *mut c_void, length: size_t) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::munmap(address, length) }.zero_or_errno()
}

/// POSIX: `mprotect`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn mprotect(
    address: *mut c_void,
    length: size_t,
    protection: c_int,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe {
        Sys::mprotect(
            address.map_addr(|a| a & !4095),
            (length + (address as usize & 4095) + 4095) & !4095,
            protection,
        )
    }
    .zero_or_errno()
}

/// POSIX: `msync`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn msync(address: *mut c_void, length: size_t, flags: c_int) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { cancel::point(|| Point::msync(address, length, flags)) }.zero_or_errno()
}

/// POSIX: `posix_madvise`. `POSIX_MADV_DONTNEED` must not lose data, so it is left out.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn posix_madvise(
    address: *mut c_void,
    length: size_t,
    advice: c_int,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe {
        if advice == MADV_DONTNEED {
            Ok(())
        } else {
            Sys::madvise(address, length, advice)
        }
    }
    .or_number()
}

/// BSD: `madvise`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn madvise(address: *mut c_void, length: size_t, advice: c_int) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::madvise(address, length, advice) }.zero_or_errno()
}

/// BSD: `mincore`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn mincore(
    address: *mut c_void,
    length: size_t,
    result: *mut c_uchar,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::mincore(address, length, result) }.zero_or_errno()
}

/// POSIX: `mlock`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn mlock(address: *const c_void, length: size_t) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::mlock(address, length) }.zero_or_errno()
}

/// Linux: `mlock2`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn mlock2(address: *const c_void, length: size_t, flags: c_uint) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::mlock2(address, length, flags) }.zero_or_errno()
}

/// Linux: `remap_file_pages`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn remap_file_pages(
    address: *mut c_void,
    size: size_t,
    protection: c_int,
    page: size_t,
    flags: c_int,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::remap_file_pages(address, size, protection, page, flags) }.zero_or_errno()
}

/// POSIX: `munlock`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn munlock(address: *const c_void, length: size_t) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::munlock(address, length) }.zero_or_errno()
}

/// POSIX: `mlockall`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn mlockall(flags: c_int) -> c_int {
    // SAFETY: takes no pointers.
    unsafe { Sys::mlockall(flags) }.zero_or_errno()
}

/// POSIX: `munlockall`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn munlockall() -> c_int {
    // SAFETY: takes no pointers.
    unsafe { Sys::munlockall() }.zero_or_errno()
}

/// Linux: `memfd_create`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn memfd_create(name: *const c_char, flags: c_uint) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::memfd_create(name, flags) }.or_errno()
}

/// What failed mappings give.
const FAILED: *mut c_void = core::ptr::without_provenance_mut(usize::MAX);
const MADV_DONTNEED: c_int = 4;
const MREMAP_FIXED: c_int = 2;

/// POSIX: `mmap`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn mmap(
    address: *mut c_void,
    length: size_t,
    protection: c_int,
    flags: c_int,
    fd: c_int,
    offset: off_t,
) -> *mut c_void {
    if length > isize::MAX as usize {
        return Err(Errno::ENOMEM).or_errno_with(FAILED);
    }
    // SAFETY: the caller's promise.
    unsafe { Sys::mmap(address, length, protection, flags, fd, offset) }.or_errno_with(FAILED)
}

/// Linux: `mremap`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn mremap(
    address: *mut c_void,
    old_length: size_t,
    new_length: size_t,
    flags: c_int,
    mut arguments: ...
) -> *mut c_void {
    // SAFETY: the caller's promise: an address follows with MREMAP_FIXED.
    unsafe {
        let target = if flags & MREMAP_FIXED != 0 {
            arguments.arg()
        } else {
            core::ptr::null_mut()
        };
        Sys::mremap(address, old_length, new_length, flags, target).or_errno_with(FAILED)
    }
}

/// The file of a shared memory object's or named semaphore's name.
pub(crate) fn object_path(name: &CStr) -> Result<[u8; 270], Errno> {
    const FOLDER: &[u8] = b"/dev/shm/";
    let bytes = name.to_bytes();
    let start = bytes.iter().position(|&c| c != b'/').unwrap_or(bytes.len());
    let base = &bytes[start..];
    if base.is_empty() || base.contains(&b'/') || base == b"." || base == b".." {
        return Err(Errno::EINVAL);
    }
    if base.len() > 255 {
        return Err(Errno::ENAMETOOLONG);
    }
    let mut path = [0; 270];
    path[..FOLDER.len()].copy_from_slice(FOLDER);
    path[FOLDER.len()..FOLDER.len() + base.len()].copy_from_slice(base);
    Ok(path)
}

/// POSIX: `shm_open`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn shm_open(name: *const c_char, flags: c_int, mode: mode_t) -> c_int {
    const O_FLAGS: c_int = 0o400000 | 0o2000000 | 0o4000; // NOFOLLOW, CLOEXEC, NONBLOCK
                                                          // SAFETY: the caller's promise.
    unsafe {
        object_path(CStr::from_ptr(name))
            .and_then(|path| Sys::openat(-100, path.as_ptr().cast(), flags | O_FLAGS, mode))
            .or_errno()
    }
}

/// POSIX: `shm_unlink`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn shm_unlink(name: *const c_char) -> c_int {
    // SAFETY: the caller's promise.
    unsafe {
        object_path(CStr::from_ptr(name))
            .and_then(|path| Sys::unlinkat(-100, path.as_ptr().cast(), 0))
            .zero_or_errno()
    }
}
