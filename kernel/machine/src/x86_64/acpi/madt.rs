//! The multiple APIC description table (ACPI 6.5, section 5.2.12).

use super::{field, HEADER};
use crate::x86_64::cpu::local::CPUS_MAX;

/// An I/O APIC.
#[derive(Clone, Copy, Debug)]
pub struct IoApicEntry {
    pub address: u32,
    /// Global system interrupt of its first input.
    pub first: u32,
}

/// An ISA interrupt that is not at the input of its number.
#[derive(Clone, Copy, Debug)]
pub struct InterruptOverride {
    pub line: u8,
    pub global: u32,
    pub flags: u16,
}

/// A list of fixed capacity; what does not fit is dropped.
struct List<T, const N: usize> {
    items: [Option<T>; N],
    len: usize,
}

impl<T: Copy, const N: usize> List<T, N> {
    const fn new() -> Self {
        Self {
            items: [None; N],
            len: 0,
        }
    }

    fn push(&mut self, item: T) {
        if let Some(slot) = self.items.get_mut(self.len) {
            *slot = Some(item);
            self.len += 1;
        }
    }

    fn iter(&self) -> impl Iterator<Item = &T> {
        self.items.iter().flatten()
    }
}

/// CPUs and interrupt controllers.
pub struct Topology {
    pub local_apic: u64,
    cpus: List<u32, CPUS_MAX>,
    io_apics: List<IoApicEntry, 8>,
    overrides: List<InterruptOverride, 16>,
}

impl Topology {
    /// What a PC has without saying so.
    pub const fn new() -> Self {
        Self {
            local_apic: 0xfee0_0000,
            cpus: List::new(),
            io_apics: List::new(),
            overrides: List::new(),
        }
    }

    /// Local APIC identifiers of the CPUs that can be used.
    pub fn cpus(&self) -> impl Iterator<Item = u32> + '_ {
        self.cpus.iter().copied()
    }

    pub fn io_apics(&self) -> impl Iterator<Item = &IoApicEntry> {
        self.io_apics.iter()
    }

    pub fn overrides(&self) -> impl Iterator<Item = &InterruptOverride> {
        self.overrides.iter()
    }
}

/// A CPU's flags: enabled.
const ENABLED: u64 = 1;

pub fn parse(madt: &[u8]) -> Topology {
    let mut topology = Topology::new();
    topology.local_apic = field(madt, HEADER, 4);
    let mut rest = &madt[HEADER + 8..];
    while rest.len() >= 2 {
        let len = usize::from(rest[1]).clamp(2, rest.len());
        let (entry, next) = rest.split_at(len);
        rest = next;
        match entry[0] {
            0 if field(entry, 4, 4) & ENABLED != 0 => topology.cpus.push(field(entry, 3, 1) as u32),
            1 => topology.io_apics.push(IoApicEntry {
                address: field(entry, 4, 4) as u32,
                first: field(entry, 8, 4) as u32,
            }),
            2 => topology.overrides.push(InterruptOverride {
                line: entry.get(3).copied().unwrap_or(u8::MAX),
                global: field(entry, 4, 4) as u32,
                flags: field(entry, 8, 2) as u16,
            }),
            5 => topology.local_apic = field(entry, 4, 8),
            9 if field(entry, 8, 4) & ENABLED != 0 => {
                topology.cpus.push(field(entry, 4, 4) as u32);
            }
            _ => {}
        }
    }
    topology
}
