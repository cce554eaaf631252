//! `<sys/klog.h>`: the kernel log.

use crate::errno::ResultExt;
use crate::platform::Sys;
use crate::types::*;

/// Linux: `klogctl`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn klogctl(command: c_int, buffer: *mut c_char, length: c_int) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::syslog(command, buffer, length) }.or_errno()
}
