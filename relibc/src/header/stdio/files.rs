//! Files by name: `remove` and `rename`.

use crate::errno::ResultExt;
use crate::platform::Sys;
use crate::types::*;
use crate::Errno;

const AT_FDCWD: c_int = -100;
const AT_REMOVEDIR: c_int = 0x200;

/// C: `remove`: as `unlink`, or `rmdir` for a directory.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn remove(path: *const c_char) -> c_int {
    // SAFETY: the caller passes a terminated string.
    let removed = unsafe {
        match Sys::unlinkat(AT_FDCWD, path, 0) {
            // POSIX allows EPERM for a directory, Linux has EISDIR.
            Err(Errno::EISDIR) => Sys::unlinkat(AT_FDCWD, path, AT_REMOVEDIR),
            result => result,
        }
    };
    removed.zero_or_errno()
}

/// C: `rename`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn rename(old: *const c_char, new: *const c_char) -> c_int {
    // SAFETY: passed on as received.
    unsafe { renameat(AT_FDCWD, old, AT_FDCWD, new) }
}

/// POSIX: `renameat`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn renameat(
    old_directory: c_int,
    old: *const c_char,
    new_directory: c_int,
    new: *const c_char,
) -> c_int {
    // SAFETY: the caller passes terminated strings.
    unsafe { Sys::renameat2(old_directory, old, new_directory, new, 0) }.zero_or_errno()
}

/// GNU: `renameat2`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn renameat2(
    old_directory: c_int,
    old: *const c_char,
    new_directory: c_int,
    new: *const c_char,
    flags: c_uint,
) -> c_int {
    // SAFETY: the caller passes terminated strings.
    unsafe { Sys::renameat2(old_directory, old, new_directory, new, flags) }.zero_or_errno()
}
