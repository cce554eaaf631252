//! `perror`: apart from what writes, which would else bring the standard error output and all messages along.

use crate::errno;
use crate::header::string::strerror_r;
use crate::types::*;
use core::ffi::CStr;

/// Writes the text for `errno` to the standard error output, after `prefix` and a colon unless that is null or
/// empty. The orientation of the stream does not change.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn perror(prefix: *const c_char) {
    // SAFETY: the caller passes a terminated string or null; strerror_r gives a terminated one.
    unsafe {
        // What the program has from strerror stays as it is.
        let mut text = [0; 128];
        strerror_r(errno::get(), text.as_mut_ptr(), text.len());
        let text = CStr::from_ptr(text.as_ptr()).to_bytes();
        let prefix = if prefix.is_null() {
            c""
        } else {
            CStr::from_ptr(prefix)
        }
        .to_bytes();
        (**super::stderr).locked(|stream| {
            let orientation = stream.orientation;
            let _ = stream.print(|sink| {
                if !prefix.is_empty() {
                    sink.put(prefix);
                    sink.put(b": ");
                }
                sink.put(text);
                sink.put(b"\n");
                Ok(0)
            });
            stream.orientation = orientation;
        });
    }
}
