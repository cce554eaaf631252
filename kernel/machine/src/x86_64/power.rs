//! Power off and reboot.
//!
//! Under QEMU the run's status goes to the `isa-debug-exit` device, if it is there: the emulator
//! then exits with `status << 1 | 1`. Else ACPI's S5 state switches the machine off.

use crate::x86_64::acpi::PowerRegisters;
use crate::x86_64::cpu;
use spin::Once;
use x86_64::instructions::port::Port;

/// Port of QEMU's `isa-debug-exit`, by convention.
const DEBUG_EXIT: u16 = 0xf4;

/// QEMU's ACPI PM1a control ports (q35, pc), where no tables told better, with S5's type.
const QEMU_CONTROL: [u16; 2] = [0x604, 0xb004];
const QEMU_SLEEP_TYPE: u8 = 0;

const SLEEP_ENABLE: u16 = 1 << 13;
const SCI_ENABLE: u16 = 1 << 0;

static REGISTERS: Once<PowerRegisters> = Once::new();

/// Keeps what ACPI told, once, at boot.
pub fn initialise(registers: PowerRegisters) {
    REGISTERS.call_once(|| registers);
}

/// Stops the machine with this status.
pub fn off(status: u8) -> ! {
    x86_64::instructions::interrupts::disable();
    // SAFETY: the debug-exit device's port, or nobody's; memory no longer matters.
    unsafe { Port::<u32>::new(DEBUG_EXIT).write(u32::from(status)) };
    let registers = REGISTERS.get().copied().unwrap_or_default();
    match registers.sleep_types {
        Some((type_a, type_b)) if registers.control_a != 0 => {
            enable_acpi(&registers);
            sleep(registers.control_a, type_a);
            if registers.control_b != 0 {
                sleep(registers.control_b, type_b);
            }
        }
        _ => QEMU_CONTROL
            .into_iter()
            .for_each(|port| sleep(port, QEMU_SLEEP_TYPE)),
    }
    cpu::halt()
}

fn enable_acpi(registers: &PowerRegisters) {
    let (port, value) = registers.enable;
    let mut control = Port::<u16>::new(registers.control_a);
    // SAFETY: ports and value are the FADT's.
    unsafe {
        if port == 0 || control.read() & SCI_ENABLE != 0 {
            return;
        }
        Port::<u8>::new(port).write(value);
        for _ in 0..1_000_000 {
            if control.read() & SCI_ENABLE != 0 {
                break;
            }
        }
    }
}

fn sleep(port: u16, sleep_type: u8) {
    // SAFETY: a PM1 control register; the machine goes off.
    unsafe { Port::<u16>::new(port).write(SLEEP_ENABLE | u16::from(sleep_type) << 10) };
}

/// Resets the machine: by ACPI's register, the keyboard controller, a triple fault.
pub fn reboot() -> ! {
    x86_64::instructions::interrupts::disable();
    // SAFETY: these ports reset the machine; memory no longer matters.
    unsafe {
        if let Some((port, value)) = REGISTERS.get().and_then(|registers| registers.reset) {
            Port::<u8>::new(port).write(value);
        }
        Port::<u8>::new(0x64).write(0xfe);
        let empty = [0u8; 10];
        core::arch::asm!("lidt [{}]", "int3", in(reg) &raw const empty);
    }
    cpu::halt()
}
