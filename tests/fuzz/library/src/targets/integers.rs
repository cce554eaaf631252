//! `strtol` and `strtoul` against this machine's. Input: the base, the text.
//!
//! `0b` before binary digits is C23's, which this machine's does not know: such texts are only read.

use std::ptr::null_mut;

use relibc::header::stdlib;

use crate::fence::Fenced;
use crate::host;

pub fn run(data: &[u8]) {
    host::use_utf8();
    let Some((&base, data)) = data.split_first() else {
        return;
    };
    let base = i32::from(base % 38);
    let text = Fenced::string(data);
    let (mut end, mut host_end) = (null_mut(), null_mut());
    let is_binary =
        data.windows(2).any(|two| two.eq_ignore_ascii_case(b"0b")) && matches!(base, 0 | 2);
    // SAFETY: a string, and places for the ends.
    let (ours, theirs) = unsafe {
        (
            stdlib::strtol(text.as_c(), &mut end, base),
            host::strtol(text.as_c(), &mut host_end, base),
        )
    };
    // With a base that there is not, the host leaves the end alone.
    assert!(
        is_binary || base == 1 || base == 37 || (ours, end) == (theirs, host_end),
        "strtol {:?} {base}",
        String::from_utf8_lossy(data)
    );
    // SAFETY: as above.
    let (ours, theirs) = unsafe {
        (
            stdlib::strtoul(text.as_c(), &mut end, base),
            host::strtoul(text.as_c(), &mut host_end, base),
        )
    };
    assert!(
        is_binary || base == 1 || base == 37 || (ours, end) == (theirs, host_end),
        "strtoul {:?} {base}",
        String::from_utf8_lossy(data)
    );
}
