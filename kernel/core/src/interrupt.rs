//! Device interrupts as handles.

/// A device's line fired; the machine has masked it.
pub fn fired(_line: u32) {}
