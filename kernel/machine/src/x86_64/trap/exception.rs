//! Exceptions 0 to 31 (Intel SDM volume 3, 6.15).

use super::frame::TrapFrame;
use crate::x86_64::console::panic;
use crate::x86_64::cpu::vector_state;
use crate::x86_64::memory::user_copy;
use abi::upcall::Fault;
use core::arch::asm;
use kernel_core::memory::{page_fault, Access, FaultCause, FaultOutcome, Origin};

const NMI: u64 = 2;
const DEVICE_NOT_AVAILABLE: u64 = 7;
const PAGE_FAULT: u64 = 14;

/// Page fault error code: the access was a write.
const ERROR_WRITE: u64 = 1 << 1;
/// It was an instruction fetch.
const ERROR_FETCH: u64 = 1 << 4;
/// A reserved bit is set in the tables: ours are broken.
const ERROR_RESERVED: u64 = 1 << 3;

/// End of user addresses, the shared pages included.
const USER_END: usize = 1 << 47;

fn fault_address() -> usize {
    let address: usize;
    // SAFETY: reading CR2 has no effect.
    unsafe { asm!("mov {}, cr2", out(reg) address, options(nomem, nostack, preserves_flags)) };
    address
}

fn access(error_code: u64) -> Access {
    if error_code & ERROR_FETCH != 0 {
        Access::Execute
    } else if error_code & ERROR_WRITE != 0 {
        Access::Write
    } else {
        Access::Read
    }
}

/// An exception in user code.
pub fn from_user(frame: &TrapFrame) {
    let mut fault = Fault {
        trap: frame.vector,
        error_code: frame.error_code,
        address: 0,
        cause: 0,
    };
    match frame.vector {
        PAGE_FAULT => {
            let address = fault_address();
            if frame.error_code & ERROR_RESERVED != 0 {
                panic::fatal("reserved bit set in a page table", frame);
            }
            let outcome = match address < USER_END {
                true => page_fault(address, access(frame.error_code), Origin::User),
                false => FaultOutcome::Refused(FaultCause::Unmapped),
            };
            match outcome {
                FaultOutcome::Mended => return,
                FaultOutcome::Refused(cause) => fault.cause = cause as u64,
            }
            fault.address = address as u64;
        }
        DEVICE_NOT_AVAILABLE if vector_state::first_use() => return,
        _ => {}
    }
    kernel_core::thread::exception(fault);
}

/// An exception in the kernel: a user copy's page fault, or a bug.
pub fn from_kernel(frame: &mut TrapFrame) {
    if frame.vector == PAGE_FAULT {
        let address = fault_address();
        let fixup = user_copy::fixup(frame.rip as usize);
        if let (Some(fixup), true) = (fixup, address < USER_END) {
            let outcome = page_fault(address, access(frame.error_code), Origin::Kernel);
            if outcome != FaultOutcome::Mended {
                frame.rip = fixup as u64;
            }
            return;
        }
    }
    panic::fatal(name(frame.vector), frame);
}

/// NMI, double fault, machine check. Called by `entry.s` on their own stacks.
#[no_mangle]
extern "C" fn trap_on_own_stack(frame: &mut TrapFrame) {
    if frame.vector == NMI {
        // Other CPUs send it when one panics; firmware may send it for its own reasons.
        panic::stop_if_another_panicked();
        return;
    }
    panic::fatal(name(frame.vector), frame);
}

/// Address that the last page fault of this CPU was at, for the panic message.
pub fn last_fault_address(frame: &TrapFrame) -> Option<usize> {
    (frame.vector == PAGE_FAULT).then(fault_address)
}

fn name(vector: u64) -> &'static str {
    const NAMES: [&str; 22] = [
        "divide error",
        "debug exception",
        "non-maskable interrupt",
        "breakpoint",
        "overflow",
        "bound range exceeded",
        "invalid opcode",
        "device not available",
        "double fault (kernel stack overflow?)",
        "coprocessor segment overrun",
        "invalid TSS",
        "segment not present",
        "stack fault",
        "general protection",
        "page fault",
        "reserved exception",
        "x87 floating-point error",
        "alignment check",
        "machine check",
        "SIMD floating-point error",
        "virtualization exception",
        "control protection",
    ];
    NAMES.get(vector as usize).unwrap_or(&"exception")
}
