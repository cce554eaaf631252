//! `stat` and `mknod` as glibc had them until 2.33: functions with a number for the structure's edition, which is 1 on
//! x86-64 for `stat` (0 is the kernel's own, of the same layout) and 0 for `mknod`.

use crate::errno::{self, Errno};
use crate::header::sys_stat::{fstat, fstatat, lstat, mknod, mknodat, stat};
use crate::types::*;

fn refuse() -> c_int {
    errno::set(Errno::EINVAL);
    -1
}

macro_rules! numbered {
    ($($name:ident $name64:ident = $function:ident ($($argument:ident: $type:ty),*);)*) => {$(
        /// The function without the edition's number.
        #[cfg_attr(not(test), no_mangle)]
        pub unsafe extern "C" fn $name(edition: c_int, $($argument: $type),*) -> c_int {
            match edition {
                // SAFETY: the caller's promise.
                0 | 1 => unsafe { $function($($argument),*) },
                _ => refuse(),
            }
        }

        /// The same: files have 64-bit sizes always.
        #[cfg_attr(not(test), no_mangle)]
        pub unsafe extern "C" fn $name64(edition: c_int, $($argument: $type),*) -> c_int {
            // SAFETY: passed on as received.
            unsafe { $name(edition, $($argument),*) }
        }
    )*};
}

numbered! {
    __xstat __xstat64 = stat(path: *const c_char, buffer: *mut stat);
    __lxstat __lxstat64 = lstat(path: *const c_char, buffer: *mut stat);
    __fxstat __fxstat64 = fstat(fd: c_int, buffer: *mut stat);
    __fxstatat __fxstatat64 = fstatat(directory: c_int, path: *const c_char, buffer: *mut stat, flags: c_int);
}

/// `mknod`, the device by its address.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn __xmknod(
    edition: c_int,
    path: *const c_char,
    mode: mode_t,
    device: *const dev_t,
) -> c_int {
    match edition {
        // SAFETY: the caller's promise.
        0 => unsafe { mknod(path, mode, *device) },
        _ => refuse(),
    }
}

/// `mknodat`, the device by its address.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn __xmknodat(
    edition: c_int,
    directory: c_int,
    path: *const c_char,
    mode: mode_t,
    device: *const dev_t,
) -> c_int {
    match edition {
        // SAFETY: the caller's promise.
        0 => unsafe { mknodat(directory, path, mode, *device) },
        _ => refuse(),
    }
}
