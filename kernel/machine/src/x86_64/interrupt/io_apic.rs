//! I/O APICs (Intel 82093AA datasheet), which route devices' lines.
//!
//! A *line* below 16 is an ISA interrupt, which firmware's overrides may move to another input with
//! another polarity; from 16 on it is a global system interrupt, level-triggered and active low as
//! PCI's are.

use super::vector;
use crate::x86_64::acpi::{InterruptOverride, IoApicEntry, Topology};
use crate::x86_64::cpu::local;
use crate::x86_64::memory::kernel_space;
use spin::{Mutex, Once};

const VERSION: u8 = 0x01;
const REDIRECTION: u8 = 0x10;

const MASKED: u32 = 1 << 16;
const LEVEL: u32 = 1 << 15;
const ACTIVE_LOW: u32 = 1 << 13;

const IO_APICS_MAX: usize = 8;
const ISA_LINES: u32 = 16;

struct IoApic {
    /// Held over a pair of index and data accesses.
    address: Mutex<usize>,
    first: u32,
    inputs: u32,
}

struct Routing {
    apics: [Option<IoApic>; IO_APICS_MAX],
    overrides: [Option<InterruptOverride>; ISA_LINES as usize],
}

static ROUTING: Once<Routing> = Once::new();

impl IoApic {
    fn new(entry: &IoApicEntry) -> Option<Self> {
        let address = kernel_space::map_device(u64::from(entry.address), 0x20)?;
        let mut apic = Self {
            address: Mutex::new(address),
            first: entry.first,
            inputs: 0,
        };
        apic.inputs = (apic.read(VERSION) >> 16 & 0xff) + 1;
        for input in 0..apic.inputs as u8 {
            apic.write(REDIRECTION + 2 * input, MASKED);
        }
        Some(apic)
    }

    fn read(&self, register: u8) -> u32 {
        let address = self.address.lock();
        // SAFETY: the index register is at 0, the data register at 0x10, mapped as device memory.
        unsafe {
            (*address as *mut u32).write_volatile(u32::from(register));
            ((*address + 0x10) as *const u32).read_volatile()
        }
    }

    fn write(&self, register: u8, value: u32) {
        let address = self.address.lock();
        // SAFETY: as above.
        unsafe {
            (*address as *mut u32).write_volatile(u32::from(register));
            ((*address + 0x10) as *mut u32).write_volatile(value);
        }
    }
}

/// Takes the I/O APICs over, all inputs masked.
pub fn initialise(topology: &Topology) {
    ROUTING.call_once(|| {
        let mut routing = Routing {
            apics: [const { None }; IO_APICS_MAX],
            overrides: [None; ISA_LINES as usize],
        };
        for (slot, entry) in routing.apics.iter_mut().zip(topology.io_apics()) {
            *slot = IoApic::new(entry);
        }
        for entry in topology.overrides() {
            if let Some(slot) = routing.overrides.get_mut(usize::from(entry.line)) {
                *slot = Some(*entry);
            }
        }
        routing
    });
}

/// The controller and input of a line, and its redirection flags.
fn input(line: u32) -> Option<(&'static IoApic, u8, u32)> {
    let routing = ROUTING.get()?;
    let (global, flags) = match routing.overrides.get(line as usize) {
        Some(Some(entry)) => (entry.global, override_flags(entry)),
        Some(None) => (line, 0),
        None => (line, LEVEL | ACTIVE_LOW),
    };
    let apic = routing
        .apics
        .iter()
        .flatten()
        .find(|apic| global >= apic.first && global - apic.first < apic.inputs)?;
    Some((apic, (global - apic.first) as u8, flags))
}

/// MPS INTI flags (ACPI 6.5, table 5.25): polarity in bits 0 and 1, trigger mode in 2 and 3; 3 is
/// active low and level.
fn override_flags(entry: &InterruptOverride) -> u32 {
    let mut flags = 0;
    if entry.flags & 0b11 == 0b11 {
        flags |= ACTIVE_LOW;
    }
    if entry.flags >> 2 & 0b11 == 0b11 {
        flags |= LEVEL;
    }
    flags
}

/// Routes a line to the boot CPU, masked. False if there is no such line.
pub fn enable(line: u32) -> bool {
    if line >= vector::LINES {
        return false;
    }
    let Some((apic, input, flags)) = input(line) else {
        return false;
    };
    let register = REDIRECTION + 2 * input;
    apic.write(register + 1, local::boot_cpu().apic_id() << 24);
    apic.write(register, MASKED | flags | u32::from(vector::of_line(line)));
    true
}

pub fn mask(line: u32) {
    set_mask(line, MASKED);
}

pub fn unmask(line: u32) {
    set_mask(line, 0);
}

fn set_mask(line: u32, mask: u32) {
    if let Some((apic, input, flags)) = input(line).filter(|_| line < vector::LINES) {
        let low = mask | flags | u32::from(vector::of_line(line));
        apic.write(REDIRECTION + 2 * input, low);
    }
}
