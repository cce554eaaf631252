//! The end: reason, CPU, registers, stack trace, last lines of the log, power off with failure.

use super::{trace, Emergency};
use crate::x86_64::cpu::{self, local};
use crate::x86_64::interrupt::local_apic;
use crate::x86_64::power;
use crate::x86_64::trap::exception;
use crate::x86_64::trap::frame::TrapFrame;
use core::arch::asm;
use core::fmt::Write;
use core::panic::PanicInfo;
use core::sync::atomic::{AtomicUsize, Ordering};

/// Exit status of a run that ended here.
const STATUS: u8 = 101;

/// Bytes of the log to show.
const LOG_TAIL: usize = 1500;

/// Number of the CPU that panicked, plus 1.
static PANICKED: AtomicUsize = AtomicUsize::new(0);

/// Stops the machine because of a Rust panic.
pub fn panic(information: &PanicInfo) -> ! {
    let frame_pointer: usize;
    // SAFETY: only reads a register.
    unsafe {
        asm!("mov {}, rbp", out(reg) frame_pointer, options(nomem, nostack, preserves_flags))
    };
    begin();
    match information.location() {
        Some(at) => say(format_args!(
            "kernel panic: {} at {at}\n",
            information.message()
        )),
        None => say(format_args!("kernel panic: {}\n", information.message())),
    }
    finish(None, frame_pointer)
}

/// Stops the machine because of an exception in the kernel.
pub fn fatal(reason: &str, frame: &TrapFrame) -> ! {
    begin();
    say(format_args!(
        "kernel panic: {reason} in the kernel, error code {:#x}",
        frame.error_code
    ));
    if let Some(address) = exception::last_fault_address(frame) {
        say(format_args!(", address {address:#x}"));
    }
    say(format_args!("\n"));
    registers(frame);
    finish(Some(frame.rip as usize), frame.rbp as usize)
}

fn say(text: core::fmt::Arguments) {
    // `Emergency` never fails; a failing Display of the message cannot be helped here.
    let _ = Emergency.write_fmt(text);
}

/// Only one CPU gets past here; a panic while panicking stops at once.
fn begin() {
    x86_64::instructions::interrupts::disable();
    let me = local::number() + 1;
    match PANICKED.compare_exchange(0, me, Ordering::SeqCst, Ordering::SeqCst) {
        Ok(_) => {}
        Err(other) if other == me => {
            say(format_args!(
                "kernel panic: another one while reporting it\n"
            ));
            power::off(STATUS)
        }
        Err(_) => cpu::halt(),
    }
    if local_apic::is_ready() && local::count() > 1 {
        local_apic::send_nmi_to_others();
    }
    say(format_args!("\n"));
}

fn finish(instruction: Option<usize>, frame_pointer: usize) -> ! {
    say(format_args!(
        "on CPU {} of {}\n",
        local::number(),
        local::count()
    ));
    trace::write(&mut Emergency, instruction, frame_pointer);
    let mut tail = [0; LOG_TAIL];
    let len = kernel_core::log::tail(&mut tail);
    say(format_args!("last lines of the log:\n"));
    for chunk in tail[..len].utf8_chunks() {
        say(format_args!("{}", chunk.valid()));
    }
    power::off(STATUS)
}

fn registers(frame: &TrapFrame) {
    let TrapFrame {
        rax,
        rbx,
        rcx,
        rdx,
        rsi,
        rdi,
        rbp,
        rsp,
        ..
    } = *frame;
    let TrapFrame {
        r8,
        r9,
        r10,
        r11,
        r12,
        r13,
        r14,
        r15,
        rip,
        rflags,
        ..
    } = *frame;
    say(format_args!(
        "rip {rip:016x} rsp {rsp:016x} rbp {rbp:016x} flags {rflags:08x}\n\
         rax {rax:016x} rbx {rbx:016x} rcx {rcx:016x} rdx {rdx:016x}\n\
         rsi {rsi:016x} rdi {rdi:016x} r8  {r8:016x} r9  {r9:016x}\n\
         r10 {r10:016x} r11 {r11:016x} r12 {r12:016x} r13 {r13:016x}\n\
         r14 {r14:016x} r15 {r15:016x}\n"
    ));
}

/// Halts this CPU if another one is panicking.
pub fn stop_if_another_panicked() {
    let panicked = PANICKED.load(Ordering::SeqCst);
    if panicked != 0 && panicked != local::number() + 1 {
        cpu::halt();
    }
}
