//! `<sys/timex.h>`: the kernel's clock, adjusted (NTP).

use crate::errno::ResultExt;
use crate::platform::Sys;
use crate::types::*;

/// The clock's state: C's text has its members.
#[repr(C)]
#[derive(Debug)]
pub struct timex {
    opaque: [u64; 26],
}

/// Linux: `adjtimex`. The clock's state (`TIME_OK` and so on), and in `*clock` what it is now.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn adjtimex(clock: *mut timex) -> c_int {
    const CLOCK_REALTIME: clockid_t = 0;
    // SAFETY: passed on as received.
    unsafe { clock_adjtime(CLOCK_REALTIME, clock) }
}

/// Linux: `clock_adjtime`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn clock_adjtime(clock: clockid_t, state: *mut timex) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::clock_adjtime(clock, state.cast()) }.or_errno()
}
