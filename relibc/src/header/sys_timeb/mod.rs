//! `<sys/timeb.h>`: the time as Version 7 gave it.

use crate::types::*;

/// The time, in seconds and milliseconds (POSIX until 2001).
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct timeb {
    pub time: time_t,
    pub millitm: c_ushort,
    /// Minutes west of Greenwich: nothing fills it in.
    pub timezone: c_short,
    pub dstflag: c_short,
}

/// POSIX until 2001: `ftime`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn ftime(time: *mut timeb) -> c_int {
    let now = crate::header::time::clock::now(0);
    // SAFETY: the caller's promise.
    unsafe {
        *time = timeb {
            time: now.tv_sec,
            millitm: (now.tv_nsec / 1_000_000) as c_ushort,
            timezone: 0,
            dstflag: 0,
        }
    };
    0
}
