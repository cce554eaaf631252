//! `<sys/io.h>`: a program's access to the ports of devices.

use crate::errno::ResultExt;
use crate::platform::Sys;
use crate::types::*;

/// Linux: `ioperm`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn ioperm(from: c_ulong, count: c_ulong, on: c_int) -> c_int {
    // SAFETY: takes no pointers.
    unsafe { Sys::ioperm(from, count, on) }.zero_or_errno()
}

/// Linux: `iopl`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn iopl(level: c_int) -> c_int {
    // SAFETY: takes no pointers.
    unsafe { Sys::iopl(level) }.zero_or_errno()
}
