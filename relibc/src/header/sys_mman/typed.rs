//! Typed memory (POSIX, option Typed Memory Objects).
//!
//! Which typed memory objects there are is for the system's configuration to say (XSH, `posix_typed_mem_open`), and
//! neither kernel has pools of memory to name: so no name is known, and no descriptor is one of a typed memory object.

use crate::errno::{Errno, ResultExt};
use crate::platform::Sys;
use crate::types::*;
use core::ffi::CStr;

/// What there is of a typed memory object (POSIX).
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct posix_typed_mem_info {
    /// The longest allocation that can succeed now.
    pub posix_tmi_length: size_t,
}

const ALLOCATE: c_int = 1;
const ALLOCATE_CONTIG: c_int = 2;
const MAP_ALLOCATABLE: c_int = 4;

/// POSIX: `posix_typed_mem_open`: EINVAL for flags that exclude each other, ENAMETOOLONG, else ENOENT.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn posix_typed_mem_open(
    name: *const c_char,
    open_flags: c_int,
    typed_flags: c_int,
) -> c_int {
    const O_ACCMODE: c_int = 3;
    let alone = matches!(
        typed_flags,
        0 | ALLOCATE | ALLOCATE_CONTIG | MAP_ALLOCATABLE
    );
    // SAFETY: the caller's promise.
    let length = unsafe { CStr::from_ptr(name) }.count_bytes();
    let error = match () {
        () if !alone || open_flags & O_ACCMODE == O_ACCMODE => Errno::EINVAL,
        () if length > 255 => Errno::ENAMETOOLONG,
        () => Errno::ENOENT,
    };
    Err(error).or_errno()
}

/// POSIX: `posix_typed_mem_get_info`: EBADF, or ENODEV, for nothing that is open is a typed memory object.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn posix_typed_mem_get_info(
    fd: c_int,
    _info: *mut posix_typed_mem_info,
) -> c_int {
    const F_GETFD: c_int = 1;
    // SAFETY: takes no pointers.
    let error = unsafe { Sys::fcntl(fd, F_GETFD, 0) }.map_or_else(|error| error, |_| Errno::ENODEV);
    Err::<(), _>(error).zero_or_errno()
}

/// POSIX: `posix_mem_offset`: EACCES, for no address lies in a mapping of a typed memory object.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn posix_mem_offset(
    _address: *const c_void,
    _length: size_t,
    _offset: *mut off_t,
    _contiguous_length: *mut size_t,
    _fd: *mut c_int,
) -> c_int {
    Err::<(), _>(Errno::EACCES).zero_or_errno()
}
