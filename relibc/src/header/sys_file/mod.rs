//! `<sys/file.h>`: BSD locks.

use crate::errno::ResultExt;
use crate::platform::Sys;
use crate::types::*;

/// BSD: `flock`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn flock(fd: c_int, operation: c_int) -> c_int {
    // SAFETY: takes no pointers.
    unsafe { Sys::flock(fd, operation) }.zero_or_errno()
}
