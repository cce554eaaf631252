//! Groups from and to streams.

use alloc::vec::Vec;

use super::{group, share, Record, SHARED};
use crate::database::{next_line_of, with_growing_buffer};
use crate::header::stdio::{fprintf, FILE};
use crate::types::*;

/// SVID: `fgetgrent`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn fgetgrent(stream: *mut FILE) -> *mut group {
    let state = &mut *SHARED.state.lock();
    let mut line = Vec::new();
    // SAFETY: the caller gives an open stream.
    while unsafe { next_line_of(stream, &mut line) } {
        if let Some(record) = Record::parse(&line) {
            let packed = with_growing_buffer(&mut state.buffer, |buffer| record.pack(buffer));
            return share(packed.map(Some));
        }
    }
    share(Ok(None))
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
