//! Raw output, for messages that must not depend on `stdio`.

use crate::platform::Sys;
use core::fmt;

/// Writes straight to file descriptor 2.
pub struct RawStderr;

impl fmt::Write for RawStderr {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let mut rest = text.as_bytes();
        while !rest.is_empty() {
            // SAFETY: the slice is readable for its length.
            match unsafe { Sys::write(2, rest.as_ptr().cast(), rest.len()) } {
                Ok(n) if n > 0 => rest = &rest[n as usize..],
                _ => return Err(fmt::Error),
            }
        }
        Ok(())
    }
}
