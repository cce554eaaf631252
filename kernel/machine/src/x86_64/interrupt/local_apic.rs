//! The local APIC (Intel SDM volume 3, chapter 11), through memory or, as x2APIC, registers.

use super::vector;
use crate::x86_64::cpu::{control, features};
use crate::x86_64::memory::kernel_space;
use core::sync::atomic::{AtomicUsize, Ordering};

const APIC_BASE: u32 = 0x1b;
const APIC_BASE_ENABLE: u64 = 1 << 11;
const APIC_BASE_X2APIC: u64 = 1 << 10;

/// First of the x2APIC's registers; each stands for 16 bytes of the memory form.
const X2APIC: u32 = 0x800;

const ID: u32 = 0x20;
const TASK_PRIORITY: u32 = 0x80;
const END_OF_INTERRUPT: u32 = 0xb0;
const SPURIOUS: u32 = 0xf0;
const COMMAND: u32 = 0x300;
const COMMAND_HIGH: u32 = 0x310;
const TIMER: u32 = 0x320;
const TIMER_INITIAL: u32 = 0x380;
const TIMER_CURRENT: u32 = 0x390;
const TIMER_DIVIDE: u32 = 0x3e0;

const SPURIOUS_ENABLE: u32 = 1 << 8;
const TIMER_MASKED: u32 = 1 << 16;
const TIMER_TSC_DEADLINE: u32 = 1 << 18;
const DIVIDE_BY_1: u32 = 0b1011;

const DELIVERY_NMI: u32 = 0b100 << 8;
const DELIVERY_INIT: u32 = 0b101 << 8;
const DELIVERY_STARTUP: u32 = 0b110 << 8;
const DELIVERY_PENDING: u32 = 1 << 12;
const LEVEL_ASSERT: u32 = 1 << 14;
const ALL_BUT_SELF: u32 = 0b11 << 18;

const TSC_DEADLINE: u32 = 0x6e0;

/// Address of the registers in memory; 0 while not mapped, and with x2APIC.
static REGISTERS: AtomicUsize = AtomicUsize::new(0);

fn read(register: u32) -> u32 {
    if features::get().x2apic {
        return control::read_msr(X2APIC + (register >> 4)) as u32;
    }
    let address = REGISTERS.load(Ordering::Relaxed) + register as usize;
    // SAFETY: the registers are mapped there (`map`), and reading these has no effect.
    unsafe { (address as *const u32).read_volatile() }
}

#[inline]
fn write(register: u32, value: u32) {
    if features::get().x2apic {
        // SAFETY: a register of this CPU's local APIC; callers write what the manual allows.
        unsafe { control::write_msr(X2APIC + (register >> 4), u64::from(value)) };
        return;
    }
    let address = REGISTERS.load(Ordering::Relaxed) + register as usize;
    // SAFETY: as above, mapped.
    unsafe { (address as *mut u32).write_volatile(value) };
}

/// Maps the registers, once, at boot.
pub fn map(physical: u64) {
    if !features::get().x2apic {
        let address = kernel_space::map_device(physical, 0x1000)
            .expect("the local APIC's registers cannot be mapped");
        REGISTERS.store(address, Ordering::Relaxed);
    }
}

/// Whether IPIs can be sent yet.
pub fn is_ready() -> bool {
    features::get().x2apic || REGISTERS.load(Ordering::Relaxed) != 0
}

/// Switches this CPU's on, with the timer stopped.
pub fn enable() {
    let mut base = control::read_msr(APIC_BASE) | APIC_BASE_ENABLE;
    if features::get().x2apic {
        base |= APIC_BASE_X2APIC;
    }
    // SAFETY: enabling keeps the address; from xAPIC to x2APIC is an allowed change.
    unsafe { control::write_msr(APIC_BASE, base) };
    write(TASK_PRIORITY, 0);
    write(SPURIOUS, SPURIOUS_ENABLE | u32::from(vector::SPURIOUS));
    write(TIMER_DIVIDE, DIVIDE_BY_1);
    let mode = match features::get().tsc_deadline {
        true => TIMER_TSC_DEADLINE,
        false => 0,
    };
    write(TIMER, u32::from(vector::TIMER) | mode);
}

/// This CPU's identifier.
pub fn id() -> u32 {
    match features::get().x2apic {
        true => read(ID),
        false => read(ID) >> 24,
    }
}

/// The interrupt being served is done.
#[inline]
pub fn end_of_interrupt() {
    write(END_OF_INTERRUPT, 0);
}

fn command(destination: u32, low: u32) {
    if features::get().x2apic {
        let value = u64::from(destination) << 32 | u64::from(low);
        // SAFETY: the interrupt command register; the vectors sent have handlers. The fence makes
        // stores before it visible to the target (x2APIC writes are not serialising).
        unsafe {
            core::arch::x86_64::_mm_mfence();
            control::write_msr(X2APIC + (COMMAND >> 4), value);
        }
        return;
    }
    while read(COMMAND) & DELIVERY_PENDING != 0 {
        core::hint::spin_loop();
    }
    write(COMMAND_HIGH, destination << 24);
    write(COMMAND, low);
}

/// Interrupts another CPU.
pub fn send(destination: u32, vector: u8) {
    command(destination, u32::from(vector) | LEVEL_ASSERT);
}

/// Sends an NMI to all other CPUs.
pub fn send_nmi_to_others() {
    command(0, DELIVERY_NMI | ALL_BUT_SELF | LEVEL_ASSERT);
}

/// Resets another CPU, which then waits for [`send_startup`].
pub fn send_init(destination: u32) {
    command(destination, DELIVERY_INIT | LEVEL_ASSERT);
}

/// Starts another CPU at a page below 1 MiB.
pub fn send_startup(destination: u32, page: u8) {
    command(
        destination,
        DELIVERY_STARTUP | LEVEL_ASSERT | u32::from(page),
    );
}

/// Fires the timer when the time stamp counter reaches this. Only with the TSC-deadline mode.
#[inline]
pub fn set_timer_deadline(tsc: u64) {
    // SAFETY: the register is there with that mode; 0 would stop the timer.
    unsafe { control::write_msr(TSC_DEADLINE, tsc.max(1)) };
}

/// Fires the timer after so many of its ticks; 0 stops it.
#[inline]
pub fn set_timer_count(ticks: u32) {
    write(TIMER_INITIAL, ticks);
}

/// Stops the timer.
pub fn stop_timer() {
    if features::get().tsc_deadline {
        // SAFETY: as in `set_timer_deadline`; 0 stops it.
        unsafe { control::write_msr(TSC_DEADLINE, 0) };
    } else {
        write(TIMER_INITIAL, 0);
    }
}

/// Lets the timer count down without interrupting, to measure its rate.
pub fn start_timer_masked() {
    write(TIMER, TIMER_MASKED | u32::from(vector::TIMER));
    write(TIMER_INITIAL, u32::MAX);
}

/// Ticks that are left.
pub fn timer_ticks_left() -> u32 {
    read(TIMER_CURRENT)
}
