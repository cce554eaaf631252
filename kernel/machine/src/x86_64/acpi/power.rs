//! Switching off and reset, from the FADT (ACPI 6.5, section 5.2.9) and the DSDT's `_S5_` object.

use super::{field, table};

/// What to write where.
#[derive(Clone, Copy, Debug, Default)]
pub struct PowerRegisters {
    /// Ports of the PM1 control registers, 0 if not there.
    pub control_a: u16,
    pub control_b: u16,
    /// Sleep types of S5 for each.
    pub sleep_types: Option<(u8, u8)>,
    /// Port and value that turn ACPI on, if it is off.
    pub enable: (u16, u8),
    /// Port and value that reset the machine.
    pub reset: Option<(u16, u8)>,
}

/// FADT flag: the reset register is there.
const RESET_SUPPORTED: u64 = 1 << 10;

/// Address space of a generic address: I/O ports.
const SPACE_PORTS: u64 = 1;

pub fn parse(fadt: &[u8]) -> PowerRegisters {
    let dsdt = table(field(fadt, 140, 8)).or_else(|| table(field(fadt, 40, 4)));
    let has_reset =
        field(fadt, 112, 4) & RESET_SUPPORTED != 0 && field(fadt, 116, 1) == SPACE_PORTS;
    PowerRegisters {
        control_a: field(fadt, 64, 4) as u16,
        control_b: field(fadt, 68, 4) as u16,
        sleep_types: dsdt.and_then(sleep_types),
        enable: (field(fadt, 48, 4) as u16, field(fadt, 52, 1) as u8),
        reset: has_reset.then(|| (field(fadt, 120, 8) as u16, field(fadt, 128, 1) as u8)),
    }
}

/// Finds `Name (_S5, Package () {a, b, …})` in the byte code: the name, PackageOp, PkgLength,
/// the number of elements, then integers (section 20.2.5).
fn sleep_types(dsdt: &[u8]) -> Option<(u8, u8)> {
    const PACKAGE: u8 = 0x12;
    let at = dsdt
        .windows(5)
        .position(|bytes| bytes == [b'_', b'S', b'5', b'_', PACKAGE])?
        + 5;
    // The top two bits of the first length byte say how many more there are.
    let length_bytes = 1 + usize::from(dsdt.get(at)? >> 6);
    let elements = at + length_bytes + 1;
    let (first, next) = integer(dsdt, elements)?;
    let (second, _) = integer(dsdt, next)?;
    Some((first, second))
}

/// An integer of one byte, and where the next term begins.
fn integer(bytes: &[u8], at: usize) -> Option<(u8, usize)> {
    match *bytes.get(at)? {
        // BytePrefix
        0x0a => Some((*bytes.get(at + 1)?, at + 2)),
        // ZeroOp, OneOp
        value @ (0 | 1) => Some((value, at + 1)),
        _ => None,
    }
}
