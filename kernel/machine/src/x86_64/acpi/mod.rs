//! The few ACPI tables we read (ACPI 6.5, section 5.2): MADT for CPUs and interrupt controllers,
//! FADT (and the `_S5_` object in the DSDT) for switching off.
//!
//! Tables are read through the direct map. What is malformed is skipped: a machine without tables
//! still runs, with one CPU and the usual addresses.

mod madt;
mod power;

pub use madt::{InterruptOverride, IoApicEntry, Topology};
pub use power::PowerRegisters;

use crate::x86_64::memory::direct_map;

/// What the tables told.
pub struct Acpi {
    pub topology: Topology,
    pub power: PowerRegisters,
}

/// Bytes of a table's header; the length is at 4.
const HEADER: usize = 36;

/// Tables longer than this are not believed.
const TABLE_MAX: usize = 4 << 20;

/// Reads little-endian fields; 0 beyond the end.
fn field(bytes: &[u8], offset: usize, len: usize) -> u64 {
    let Some(bytes) = bytes.get(offset..offset + len) else {
        return 0;
    };
    bytes
        .iter()
        .rev()
        .fold(0, |value, byte| value << 8 | u64::from(*byte))
}

/// The table at a physical address, header included.
fn table(address: u64) -> Option<&'static [u8]> {
    if address == 0 || !direct_map::reaches(address, HEADER) {
        return None;
    }
    // SAFETY: firmware's tables lie in memory that the direct map reaches and nobody writes.
    let header = unsafe { direct_map::bytes(address, HEADER) };
    let len = field(header, 4, 4) as usize;
    // SAFETY: likewise for the whole table.
    ((HEADER..TABLE_MAX).contains(&len) && direct_map::reaches(address, len))
        .then(|| unsafe { direct_map::bytes(address, len) })
}

/// The first table with that signature.
fn find(root: &'static [u8], entry_size: usize, signature: &[u8; 4]) -> Option<&'static [u8]> {
    root[HEADER..]
        .chunks_exact(entry_size)
        .filter_map(|entry| table(field(entry, 0, entry_size)))
        .find(|table| table.starts_with(signature))
}

/// Reads the tables behind the root pointer, of which the loader gave a copy.
pub fn read(rsdp: Option<&[u8]>) -> Acpi {
    let mut acpi = Acpi {
        topology: Topology::new(),
        power: PowerRegisters::default(),
    };
    let Some((root, entry_size)) = rsdp.and_then(root_table) else {
        return acpi;
    };
    if let Some(madt) = find(root, entry_size, b"APIC") {
        acpi.topology = madt::parse(madt);
    }
    if let Some(fadt) = find(root, entry_size, b"FACP") {
        acpi.power = power::parse(fadt);
    }
    acpi
}

/// The XSDT if there is one, else the RSDT, and the size of its entries.
fn root_table(rsdp: &[u8]) -> Option<(&'static [u8], usize)> {
    if !rsdp.starts_with(b"RSD PTR ") {
        return None;
    }
    let revision = field(rsdp, 15, 1);
    let xsdt = if revision >= 2 {
        table(field(rsdp, 24, 8))
    } else {
        None
    };
    xsdt.map(|table| (table, 8))
        .or_else(|| table(field(rsdp, 16, 4)).map(|table| (table, 4)))
}
