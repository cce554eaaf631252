//! Groups from and to streams.

use super::{group, SHARED};
use crate::header::stdio::{fprintf, FILE};
use crate::types::*;

/// SVID: `fgetgrent`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn fgetgrent(stream: *mut FILE) -> *mut group {
    // SAFETY: the caller gives an open stream.
    unsafe { SHARED.next_of(stream) }
}

/// GNU: `putgrent`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn putgrent(entry: *const group, stream: *mut FILE) -> c_int {
    // SAFETY: the caller gives a group and an open stream.
    unsafe {
        let entry = &*entry;
        let begin = c"%s:%s:%u:".as_ptr();
        let mut failed = fprintf(stream, begin, entry.gr_name, entry.gr_passwd, entry.gr_gid) < 0;
        let mut member = entry.gr_mem;
        while !member.is_null() && !(*member).is_null() && !failed {
            let separator = if member == entry.gr_mem { c"" } else { c"," };
            failed = fprintf(stream, c"%s%s".as_ptr(), separator.as_ptr(), *member) < 0;
            member = member.add(1);
        }
        if failed || fprintf(stream, c"\n".as_ptr()) < 0 {
            -1
        } else {
            0
        }
    }
}
