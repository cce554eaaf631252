//! `<sys/membarrier.h>`: memory barriers in other threads.

use crate::errno::ResultExt;
use crate::platform::Sys;
use crate::types::*;

/// Linux: `membarrier`, for all CPUs.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn membarrier(command: c_int, flags: c_int) -> c_int {
    // SAFETY: takes no pointers.
    unsafe { Sys::membarrier(command, flags as c_uint, 0) }.or_errno()
}
