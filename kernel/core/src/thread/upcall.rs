//! Upcalls: how a thread's handler is entered, and what else happens on the way to user code.
//! `abi::upcall` is the contract.

use super::{exit_current, work, Thread};
use crate::machine::{machine, UserFault};
use crate::memory::FaultCause;
use crate::process::EndReason;
use crate::scheduler;
use crate::user::UserStruct;
use abi::process::{EXIT_BY_KERNEL, EXIT_OUT_OF_MEMORY};
use abi::upcall::{Fault, Notification, Reason, Registers, UpcallPage, SERVING};
use abi::{Errno, PAGE_SIZE, USER_TOP};
use alloc::sync::Arc;
use core::mem::{offset_of, size_of};
use core::sync::atomic::Ordering;

/// Bytes below the stack pointer that a leaf function may use (System V ABI, x86-64, 3.2.2).
const RED_ZONE: u64 = 128;

/// RFLAGS in which handlers are entered: interrupts on, the fixed bit, direction up (psABI 3.2.1).
const ENTRY_FLAGS: u64 = 0x202;

/// Exception number of an invalid instruction: what a foreign call without a handler is.
const INVALID_OPCODE: u64 = 6;

/// Exception number of a page fault.
const PAGE_FAULT: u64 = 14;

/// The words of the page that user code sets, up to `reason`.
struct Header {
    handler: u64,
    stack: u64,
    disabled: bool,
}

/// Whether an upcall page may be there: 0, or aligned, in one page of user memory.
pub fn page_is_valid(address: usize) -> bool {
    address == 0
        || (address.is_multiple_of(align_of::<UpcallPage>())
            && address % PAGE_SIZE + size_of::<UpcallPage>() <= PAGE_SIZE
            && address < USER_TOP)
}

/// Called by the machine before every return to user code.
#[inline]
pub fn before_user() {
    if scheduler::take_work() {
        look();
    }
}

/// Does what is to be done before the current thread runs user code.
fn look() {
    scheduler::finish_first_switch();
    loop {
        let thread = scheduler::current();
        if thread.is_idle() {
            return;
        }
        if scheduler::take_reschedule() {
            scheduler::yield_now(&thread);
            continue;
        }
        let bits = thread.work();
        if bits & work::END != 0 {
            exit_current(thread);
        }
        if bits & work::SUSPEND != 0 {
            scheduler::park(&thread);
            continue;
        }
        if bits & work::PENDING != 0 {
            deliver(&thread);
            if thread.is_ending() {
                continue;
            }
        }
        return;
    }
}

/// Enters the handler for the next deliverable notification, if there is one.
fn deliver(thread: &Arc<Thread>) {
    let taken = thread.take_deliverable();
    thread.end_override();
    let Some(notification) = taken else { return };
    let registers = machine().registers(thread.machine);
    let entered = enter(
        thread,
        Reason::Notification,
        &registers,
        &Fault::default(),
        &notification,
    );
    if entered.is_err() {
        thread
            .process()
            .end(EndReason::Status(EXIT_BY_KERNEL | PAGE_FAULT));
    }
}

fn header(page: usize) -> Result<Header, UserFault> {
    Ok(Header {
        handler: machine().load_user_u64(page + offset_of!(UpcallPage, handler))?,
        stack: machine().load_user_u64(page + offset_of!(UpcallPage, stack))?,
        disabled: machine().load_user_u32(page + offset_of!(UpcallPage, disabled))? != 0,
    })
}

/// Saves `registers` and why in the upcall page, and makes the thread go on in its handler.
fn enter(
    thread: &Thread,
    reason: Reason,
    registers: &Registers,
    fault: &Fault,
    notification: &Notification,
) -> Result<(), UserFault> {
    const START: usize = offset_of!(UpcallPage, disabled);
    const END: usize = offset_of!(UpcallPage, user);
    let page = thread.upcall_page.load(Ordering::Relaxed);
    let header = header(page)?;
    let r = registers;
    // In the order of `abi`'s fields, `disabled` first.
    let words: [u64; (END - START) / size_of::<u64>()] = [
        1 | (reason as u64) << 32,
        r.r8,
        r.r9,
        r.r10,
        r.r11,
        r.r12,
        r.r13,
        r.r14,
        r.r15,
        r.rdi,
        r.rsi,
        r.rbp,
        r.rbx,
        r.rdx,
        r.rax,
        r.rcx,
        r.rsp,
        r.rip,
        r.rflags,
        fault.trap,
        fault.error_code,
        fault.address,
        fault.cause,
        notification.number,
        notification.words[0],
        notification.words[1],
        notification.words[2],
    ];
    const _: () = assert!(
        offset_of!(UpcallPage, reason) == START + 4
            && offset_of!(UpcallPage, registers) == START + 8
            && offset_of!(Registers, rdi) == 64
            && offset_of!(Registers, rflags) == 136
            && offset_of!(UpcallPage, fault) == START + 152
            && offset_of!(UpcallPage, notification) == START + 184
    );
    machine().copy_to_user(page + START, bytemuck::bytes_of(&words))?;
    let stack = if header.stack != 0 {
        header.stack
    } else {
        registers.rsp.wrapping_sub(RED_ZONE)
    };
    let entry = Registers {
        rip: header.handler,
        rdi: page as u64,
        rsp: stack & !63,
        rflags: ENTRY_FLAGS,
        ..*registers
    };
    if machine().set_registers(thread.machine, &entry) {
        Ok(())
    } else {
        Err(UserFault)
    }
}

/// Called by the machine for a CPU exception in user code that cannot be mended: an upcall, or
/// the end of the process.
pub fn exception(fault: Fault) {
    let thread = scheduler::current();
    if thread.is_ending() {
        return;
    }
    if fault.trap == PAGE_FAULT && fault.cause == FaultCause::NoMemory as u64 {
        thread.process().end(EndReason::Status(EXIT_OUT_OF_MEMORY));
        return scheduler::note_work();
    }
    let page = thread.upcall_page.load(Ordering::Relaxed);
    let ready = page != 0 && header(page).is_ok_and(|header| !header.disabled);
    let registers = machine().registers(thread.machine);
    let none = Notification::default();
    if ready && enter(&thread, Reason::Fault, &registers, &fault, &none).is_ok() {
        return;
    }
    crate::info!(
        "thread {}: exception {} (error {:#x}, address {:#x}, cause {}) at {:#x}, sp {:#x}",
        thread.number(),
        fault.trap,
        fault.error_code,
        fault.address,
        fault.cause,
        registers.rip,
        registers.rsp,
    );
    thread
        .process()
        .end(EndReason::Status(EXIT_BY_KERNEL | fault.trap));
    scheduler::note_work();
}

/// Hands a `syscall` made outside the native range to the thread's `syscall_handler`.
pub fn foreign_call(thread: &Thread, registers: &Registers) {
    if enter_foreign(thread, registers).is_err() {
        exception(Fault {
            trap: INVALID_OPCODE,
            ..Fault::default()
        });
    }
}

fn enter_foreign(thread: &Thread, registers: &Registers) -> Result<(), UserFault> {
    let page = thread.upcall_page.load(Ordering::Relaxed);
    if page == 0 {
        return Err(UserFault);
    }
    let handler = machine().load_user_u64(page + offset_of!(UpcallPage, syscall_handler))?;
    if handler == 0 {
        return Err(UserFault);
    }
    const _: () = assert!(offset_of!(UpcallPage, reason) == offset_of!(UpcallPage, disabled) + 4);
    let disabled_and_reason = u64::from(SERVING) | (Reason::ForeignCall as u64) << 32;
    machine().store_user_u64(page + offset_of!(UpcallPage, disabled), disabled_and_reason)?;
    let saved = page + offset_of!(UpcallPage, registers);
    machine().store_user_u64(saved + offset_of!(Registers, rdi), registers.rdi)?;
    let entry = Registers {
        rip: handler,
        rdi: page as u64,
        rflags: ENTRY_FLAGS,
        ..*registers
    };
    if machine().set_registers(thread.machine, &entry) {
        Ok(())
    } else {
        Err(UserFault)
    }
}

/// [`abi::Call::Resume`]: sets all registers, unblocks upcalls, looks again for notifications.
pub fn resume(thread: &Thread, registers: usize, blocked: usize) -> Result<(), Errno> {
    let registers = Registers::load(registers)?;
    let page = thread.upcall_page.load(Ordering::Relaxed);
    if page == 0 {
        return Err(Errno::EINVAL);
    }
    if blocked != 0 {
        let word = machine().load_user_u64(blocked)?;
        machine().store_user_u64(page + offset_of!(UpcallPage, blocked), word)?;
    }
    if !machine().set_registers(thread.machine, &registers) {
        return Err(Errno::EFAULT);
    }
    machine().store_user_u32(page + offset_of!(UpcallPage, disabled), 0)?;
    if thread.all_pending() != 0 {
        thread.add_own_work(work::PENDING);
    }
    Ok(())
}
