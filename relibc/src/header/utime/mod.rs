//! `<utime.h>`.

use crate::errno::ResultExt;
use crate::platform::Sys;
use crate::types::*;

/// A file's times in seconds (POSIX before 2024).
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct utimbuf {
    pub actime: time_t,
    pub modtime: time_t,
}

/// POSIX before 2024: `utime`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn utime(path: *const c_char, times: *const utimbuf) -> c_int {
    // SAFETY: the caller's promise.
    unsafe {
        let both = times.as_ref().map(|t| {
            [
                timespec {
                    tv_sec: t.actime,
                    tv_nsec: 0,
                },
                timespec {
                    tv_sec: t.modtime,
                    tv_nsec: 0,
                },
            ]
        });
        let pointer = both.as_ref().map_or(core::ptr::null(), |b| b.as_ptr());
        Sys::utimensat(-100, path, pointer, 0).zero_or_errno()
    }
}
