//! Lines for the kernel log.

use crate::call::{at, call};
use abi::Call;
use core::fmt::{Result, Write};

/// A line under construction; what does not fit is cut.
pub struct Line {
    bytes: [u8; 256],
    len: usize,
}

impl Line {
    pub const fn new() -> Self {
        Self {
            bytes: [0; 256],
            len: 0,
        }
    }

    pub fn send(&self) {
        let _ = call(Call::Log, [at(&self.bytes), self.len as u64]);
    }
}

impl Write for Line {
    fn write_str(&mut self, text: &str) -> Result {
        for &byte in text.as_bytes() {
            if self.len < self.bytes.len() {
                self.bytes[self.len] = byte;
                self.len += 1;
            }
        }
        Ok(())
    }
}

/// Logs one line, formatted as by `println`.
macro_rules! line {
    ($($argument:tt)*) => {{
        use core::fmt::Write;
        let mut line = $crate::print::Line::new();
        let _ = write!(line, $($argument)*);
        line.send();
    }};
}
pub(crate) use line;
