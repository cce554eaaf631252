//! `<sys/times.h>`: CPU time in clock ticks.

use crate::errno::ResultExt;
use crate::platform::Sys;
use crate::types::*;

/// CPU times in ticks of 1/100 s (POSIX).
#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct tms {
    pub tms_utime: clock_t,
    pub tms_stime: clock_t,
    pub tms_cutime: clock_t,
    pub tms_cstime: clock_t,
}

/// POSIX: `times`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn times(buffer: *mut tms) -> clock_t {
    // SAFETY: the caller's promise.
    unsafe { Sys::times(buffer.cast()) }.or_errno()
}
