//! `<sys/reboot.h>`.

use crate::errno::ResultExt;
use crate::platform::Sys;
use crate::types::*;

/// Linux: `reboot`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn reboot(command: c_int) -> c_int {
    const MAGIC: c_int = 0xfee1_dead_u32 as c_int;
    const MAGIC2: c_int = 672_274_793;
    // SAFETY: these commands take no argument.
    unsafe { Sys::reboot(MAGIC, MAGIC2, command, core::ptr::null_mut()) }.zero_or_errno()
}
