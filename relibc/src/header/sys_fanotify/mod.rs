//! `<sys/fanotify.h>`: what happens to the files of a whole file system.

use crate::errno::ResultExt;
use crate::platform::Sys;
use crate::types::*;

/// Linux: `fanotify_init`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn fanotify_init(flags: c_uint, open_flags: c_uint) -> c_int {
    // SAFETY: takes no pointers.
    unsafe { Sys::fanotify_init(flags, open_flags) }.or_errno()
}

/// Linux: `fanotify_mark`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn fanotify_mark(
    fd: c_int,
    flags: c_uint,
    mask: c_ulonglong,
    directory: c_int,
    path: *const c_char,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::fanotify_mark(fd, flags, mask as c_ulong, directory, path) }.zero_or_errno()
}
