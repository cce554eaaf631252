//! `<termios.h>` and `<sys/ioctl.h>`.

use bytemuck::{Pod, Zeroable};

/// `struct termios` as the terminal requests (`TCGETS`, `TCSETS`) carry it: Linux's kernel layout,
/// which is the start of musl's userspace struct. Speeds are in `cflag` (`CBAUD`).
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
pub struct Termios {
    pub iflag: u32,
    pub oflag: u32,
    pub cflag: u32,
    pub lflag: u32,
    pub line: u8,
    pub cc: [u8; 19],
}

/// `struct winsize`.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
pub struct Winsize {
    /// Characters.
    pub row: u16,
    pub col: u16,
    /// Pixels.
    pub xpixel: u16,
    pub ypixel: u16,
}
