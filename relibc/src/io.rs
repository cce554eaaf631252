//! Raw output, for messages that must not depend on `stdio`.

use crate::platform::Sys;
use core::ffi::c_int;
use core::fmt;

/// Writes straight to file descriptor 2.
pub struct RawStderr;

/// Writes straight to file descriptor 1.
pub struct RawStdout;

impl fmt::Write for RawStderr {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        write_all(2, text.as_bytes())
    }
}

impl fmt::Write for RawStdout {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        write_all(1, text.as_bytes())
    }
}

fn write_all(fd: c_int, mut rest: &[u8]) -> fmt::Result {
    while !rest.is_empty() {
        // SAFETY: the slice is readable for its length.
        match unsafe { Sys::write(fd, rest.as_ptr().cast(), rest.len()) } {
            Ok(n) if n > 0 => rest = &rest[n as usize..],
            _ => return Err(fmt::Error),
        }
    }
    Ok(())
}
