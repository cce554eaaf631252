//! `<sys/quota.h>`: limits of users and groups on file systems.

use crate::errno::ResultExt;
use crate::platform::Sys;
use crate::types::*;

/// Linux: `quotactl`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn quotactl(
    command: c_int,
    device: *const c_char,
    id: c_int,
    argument: *mut c_char,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::quotactl(command, device, id, argument.cast()) }.zero_or_errno()
}
