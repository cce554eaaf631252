//! `<sys/fsuid.h>`: identity for file access (Linux).

use crate::errno::ResultExt;
use crate::platform::Sys;
use crate::types::*;

/// Linux: `setfsuid`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn setfsuid(uid: uid_t) -> c_int {
    // SAFETY: takes no pointers.
    unsafe { Sys::setfsuid(uid) }.or_errno()
}

/// Linux: `setfsgid`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn setfsgid(gid: gid_t) -> c_int {
    // SAFETY: takes no pointers.
    unsafe { Sys::setfsgid(gid) }.or_errno()
}
