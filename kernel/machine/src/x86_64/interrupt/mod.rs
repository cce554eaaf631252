//! Interrupt controllers: each CPU's local APIC, and the I/O APICs that devices' lines go to.

pub mod io_apic;
pub mod legacy;
pub mod local_apic;

/// Vectors above the exceptions.
pub mod vector {
    /// First of the devices' lines.
    const FIRST_LINE: u8 = 0x30;
    /// How many lines have vectors.
    pub const LINES: u32 = 0xb0;
    pub const KICK: u8 = 0xf0;
    pub const SHOOTDOWN: u8 = 0xf1;
    pub const TIMER: u8 = 0xf2;
    pub const SPURIOUS: u8 = 0xff;

    /// The vector of a line below [`LINES`].
    pub const fn of_line(line: u32) -> u8 {
        FIRST_LINE + line as u8
    }

    /// The line of a vector.
    pub fn line(vector: u8) -> Option<u32> {
        let line = u32::from(vector.checked_sub(FIRST_LINE)?);
        (line < LINES).then_some(line)
    }
}
