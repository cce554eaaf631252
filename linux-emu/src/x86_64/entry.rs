//! Where the kernel enters, and the way back to the guest.
//!
//! [`syscall_entry`] is entered on the guest's stack pointer with RDI the upcall page, which is the
//! seat; the kernel has set `disabled` to `SERVING`, so nothing else enters meanwhile. It saves the
//! guest's registers in the seat, takes the seat's stack and calls [`serve`]. The way out clears
//! `SERVING` by one subtraction, which also tells whether a notification was held back; then it
//! loads the registers and jumps. A signal that comes between those two finds RIP in the *tail*: the
//! guest's registers still are in the seat, so [`upcall`] takes them from there.
//!
//! As after a `syscall` on Linux, RCX and R11 hold the guest's RIP and RFLAGS. Where they must be
//! restored (the return from a signal handler, a signal at any instruction), the way out is the
//! kernel's `Resume`.

use crate::seat::{Seat, REGISTERS, STACK_TOP};
use crate::{call, signal};
use abi::upcall::{Reason, Registers, UpcallPage, SERVING};
use abi::Call;
use core::arch::naked_asm;
use core::mem::offset_of;
use core::sync::atomic::Ordering;

/// Address to register for foreign calls.
pub fn syscall_address() -> u64 {
    syscall_entry as *const () as u64
}

/// Address to register for signals and faults.
pub fn upcall_address() -> u64 {
    upcall_entry as *const () as u64
}

/// How the guest goes on: what `serve` and its kin tell the assembly.
const QUICKLY: u64 = 0;
const FULLY: u64 = 1;

#[unsafe(naked)]
unsafe extern "C" fn syscall_entry() {
    naked_asm!(
        "mov [rdi + {registers} + {rsp}], rsp",
        "mov rsp, [rdi + {stack_top}]",
        "mov [rdi + {registers} + {rip}], rcx",
        "mov [rdi + {registers} + {rcx}], rcx",
        "mov [rdi + {registers} + {rflags}], r11",
        "mov [rdi + {registers} + {r11}], r11",
        "mov [rdi + {registers} + {rax}], rax",
        "mov [rdi + {registers} + {rbx}], rbx",
        "mov [rdi + {registers} + {rdx}], rdx",
        "mov [rdi + {registers} + {rsi}], rsi",
        "mov [rdi + {registers} + {rbp}], rbp",
        "mov [rdi + {registers} + {r8}], r8",
        "mov [rdi + {registers} + {r9}], r9",
        "mov [rdi + {registers} + {r10}], r10",
        "mov [rdi + {registers} + {r12}], r12",
        "mov [rdi + {registers} + {r13}], r13",
        "mov [rdi + {registers} + {r14}], r14",
        "mov [rdi + {registers} + {r15}], r15",
        "mov rax, [rdi + {page_rdi}]",
        "mov [rdi + {registers} + {rdi}], rax",
        "mov rbx, rdi",
        "xor ebp, ebp",
        "call {serve}",
        "jmp {leave}",
        registers = const REGISTERS,
        stack_top = const STACK_TOP,
        page_rdi = const offset_of!(UpcallPage, registers.rdi),
        rip = const offset_of!(Registers, rip),
        rsp = const offset_of!(Registers, rsp),
        rflags = const offset_of!(Registers, rflags),
        rax = const offset_of!(Registers, rax),
        rbx = const offset_of!(Registers, rbx),
        rcx = const offset_of!(Registers, rcx),
        rdx = const offset_of!(Registers, rdx),
        rsi = const offset_of!(Registers, rsi),
        rdi = const offset_of!(Registers, rdi),
        rbp = const offset_of!(Registers, rbp),
        r8 = const offset_of!(Registers, r8),
        r9 = const offset_of!(Registers, r9),
        r10 = const offset_of!(Registers, r10),
        r11 = const offset_of!(Registers, r11),
        r12 = const offset_of!(Registers, r12),
        r13 = const offset_of!(Registers, r13),
        r14 = const offset_of!(Registers, r14),
        r15 = const offset_of!(Registers, r15),
        serve = sym serve,
        leave = sym leave,
    )
}

/// Entered for signals and faults of the guest, on a stack pointer that is the guest's.
#[unsafe(naked)]
unsafe extern "C" fn upcall_entry() {
    naked_asm!(
        "mov rsp, [rdi + {stack_top}]",
        "mov rbx, rdi",
        "xor ebp, ebp",
        "call {upcall}",
        "jmp {leave}",
        stack_top = const STACK_TOP,
        upcall = sym upcall,
        leave = sym leave,
    )
}

/// The way out: RBX is the seat, RAX how the guest goes on.
#[unsafe(naked)]
unsafe extern "C" fn leave() {
    naked_asm!(
        "3:",
        "test eax, eax",
        "jnz 5f",
        "mov rdi, rbx",
        "sub dword ptr [rdi + {disabled}], {serving}",
        "jnz 4f",
        ".globl linux_emu_tail_start",
        ".hidden linux_emu_tail_start",
        "linux_emu_tail_start:",
        "push qword ptr [rdi + {registers} + {rflags}]",
        "popfq",
        "mov rcx, [rdi + {registers} + {rip}]",
        "mov r11, [rdi + {registers} + {rflags}]",
        "mov rax, [rdi + {registers} + {rax}]",
        "mov rbx, [rdi + {registers} + {rbx}]",
        "mov rdx, [rdi + {registers} + {rdx}]",
        "mov rsi, [rdi + {registers} + {rsi}]",
        "mov rbp, [rdi + {registers} + {rbp}]",
        "mov r8, [rdi + {registers} + {r8}]",
        "mov r9, [rdi + {registers} + {r9}]",
        "mov r10, [rdi + {registers} + {r10}]",
        "mov r12, [rdi + {registers} + {r12}]",
        "mov r13, [rdi + {registers} + {r13}]",
        "mov r14, [rdi + {registers} + {r14}]",
        "mov r15, [rdi + {registers} + {r15}]",
        "mov rsp, [rdi + {registers} + {rsp}]",
        "mov rdi, [rdi + {registers} + {rdi}]",
        "jmp rcx",
        ".globl linux_emu_tail_end",
        ".hidden linux_emu_tail_end",
        "linux_emu_tail_end:",
        // A notification was held back: serve it first.
        "4:",
        "mov dword ptr [rdi + {disabled}], {serving}",
        "call {pending}",
        "jmp 3b",
        // All registers: the kernel loads them.
        "5:",
        "lea rdi, [rbx + {registers}]",
        "xor esi, esi",
        "mov eax, {resume}",
        "syscall",
        "ud2",
        registers = const REGISTERS,
        disabled = const offset_of!(UpcallPage, disabled),
        serving = const SERVING,
        resume = const Call::Resume as u32,
        rip = const offset_of!(Registers, rip),
        rsp = const offset_of!(Registers, rsp),
        rflags = const offset_of!(Registers, rflags),
        rax = const offset_of!(Registers, rax),
        rbx = const offset_of!(Registers, rbx),
        rdx = const offset_of!(Registers, rdx),
        rsi = const offset_of!(Registers, rsi),
        rdi = const offset_of!(Registers, rdi),
        rbp = const offset_of!(Registers, rbp),
        r8 = const offset_of!(Registers, r8),
        r9 = const offset_of!(Registers, r9),
        r10 = const offset_of!(Registers, r10),
        r12 = const offset_of!(Registers, r12),
        r13 = const offset_of!(Registers, r13),
        r14 = const offset_of!(Registers, r14),
        r15 = const offset_of!(Registers, r15),
        pending = sym pending,
    )
}

extern "C" {
    static linux_emu_tail_start: u8;
    static linux_emu_tail_end: u8;
}

/// Whether `rip` is where the guest's registers are being loaded.
fn is_in_tail(rip: u64) -> bool {
    let (start, end) = (
        &raw const linux_emu_tail_start,
        &raw const linux_emu_tail_end,
    );
    (start as u64..end as u64).contains(&rip)
}

fn how(seat: &Seat) -> u64 {
    match seat.resumes_fully.take() {
        true => FULLY,
        false => QUICKLY,
    }
}

/// Serves the call that the guest's registers in the seat tell of.
///
/// # Safety
/// Called by [`syscall_entry`] only.
unsafe extern "C" fn serve(seat: *const Seat) -> u64 {
    // SAFETY: the entry passes the thread's seat; it alone uses the registers now.
    let (seat, registers) = unsafe { (&*seat, (*seat).registers()) };
    call::serve(seat, registers);
    how(seat)
}

/// Delivers what was held back while a call was served.
///
/// # Safety
/// Called by [`leave`] only.
unsafe extern "C" fn pending(seat: *const Seat) -> u64 {
    // SAFETY: as in `serve`.
    let (seat, registers) = unsafe { (&*seat, (*seat).registers()) };
    signal::deliver_pending(seat, registers);
    how(seat)
}

/// Delivers a signal, or the signal that a fault is.
///
/// # Safety
/// Called by [`upcall_entry`] only.
unsafe extern "C" fn upcall(seat: *const Seat) -> u64 {
    // SAFETY: as in `serve`.
    let (seat, registers) = unsafe { (&*seat, (*seat).registers()) };
    let area = seat.thread.upcall_area();
    let saved = area.saved();
    if !is_in_tail(saved.registers.rip) {
        *registers = saved.registers;
    }
    area.disabled().store(SERVING, Ordering::SeqCst);
    match saved.reason == Reason::Fault as u32 {
        true => signal::fault(seat, registers, &saved),
        false => signal::notified(seat, registers, &saved),
    }
    seat.resumes_fully.set(true);
    how(seat)
}
