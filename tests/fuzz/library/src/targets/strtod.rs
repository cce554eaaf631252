//! `strtod` and `strtof` against this machine's, and against Rust's for what Rust reads too.

use std::ptr::null_mut;

use relibc::header::stdlib;

use crate::fence::Fenced;
use crate::host;

pub fn run(data: &[u8]) {
    host::use_utf8();
    let text = Fenced::string(data);
    let length = |end: *mut std::ffi::c_char| end as usize - text.as_ptr() as usize;
    let (mut end, mut host_end) = (null_mut(), null_mut());
    // SAFETY: a string, and places for the ends.
    let (ours, theirs) = unsafe {
        (
            stdlib::strtod(text.as_c(), &mut end),
            host::strtod(text.as_c(), &mut host_end),
        )
    };
    let shown = String::from_utf8_lossy(data);
    assert_eq!(length(end), length(host_end), "strtod {shown:?}: its end");
    assert!(
        ours.to_bits() == theirs.to_bits() || (ours.is_nan() && theirs.is_nan()),
        "strtod {shown:?}: {ours:e}, the host's {theirs:e}"
    );
    let read = &data[..length(end)];
    if !read.is_empty() && read.iter().all(|byte| b"+-.0123456789eE".contains(byte)) {
        let rust: f64 = std::str::from_utf8(read).unwrap().parse().unwrap();
        assert_eq!(
            ours.to_bits(),
            rust.to_bits(),
            "strtod {shown:?}: Rust's is {rust:e}"
        );
    }
    // SAFETY: as above.
    let (ours, theirs) = unsafe {
        (
            stdlib::strtof(text.as_c(), &mut end),
            host::strtof(text.as_c(), &mut host_end),
        )
    };
    assert_eq!(length(end), length(host_end), "strtof {shown:?}: its end");
    assert!(
        ours.to_bits() == theirs.to_bits() || (ours.is_nan() && theirs.is_nan()),
        "strtof {shown:?}: {ours:e}, the host's {theirs:e}"
    );
}
