//! `<sys/ptrace.h>`: a process that looks into another.

use crate::errno::ResultExt;
use crate::platform::Sys;
use crate::types::*;

/// Linux: `ptrace (request, pid, address, data)`. What a `PEEK` request reads is the result, so that -1 may be one: the caller sets
/// errno to 0 before.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn ptrace(request: c_int, mut arguments: ...) -> c_long {
    /// PEEKTEXT, PEEKDATA and PEEKUSER: the kernel writes the word to where `data` points.
    const PEEKS: core::ops::RangeInclusive<c_int> = 1..=3;
    // SAFETY: the caller's promise; on x86-64 the words are there even when the caller passed fewer.
    unsafe {
        let pid = arguments.arg::<pid_t>();
        let address = arguments.arg::<*mut c_void>();
        let data = arguments.arg::<*mut c_void>();
        let mut word: c_long = 0;
        let is_peek = PEEKS.contains(&request);
        let target = if is_peek {
            (&raw mut word).cast()
        } else {
            data
        };
        Sys::ptrace(c_long::from(request), pid, address, target)
            .map(|result| if is_peek { word } else { result })
            .or_errno()
    }
}
