//! `<sys/personality.h>`.

use crate::errno::ResultExt;
use crate::platform::Sys;
use crate::types::*;

/// Linux: `personality`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn personality(persona: c_ulong) -> c_int {
    // SAFETY: takes no pointers.
    unsafe { Sys::personality(persona) }.or_errno()
}
