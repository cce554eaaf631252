//! Where the kernel enters a thread for signals and faults, and how the thread goes on.
//!
//! The kernel has saved the general registers in the upcall page and set `disabled`; it enters
//! [`entry`] on the interrupted stack below the red zone, aligned to 64 bytes, and touches no
//! memory of it. The entry chooses the stack (`SA_ONSTACK`), saves the vector state with XSAVE,
//! calls [`deliver`], restores the vector state and resumes. Nothing is kept elsewhere, so a
//! handler may leave by `longjmp`.
//!
//! Words of the upcall page's `user` array: alternate stack's base and size, address of the
//! process's `SA_ONSTACK` set, bytes of XSAVE state (0: FXSAVE).

use super::action::alternate_stack;
use super::default::{self, terminate};
use super::{bit, info_of, UNBLOCKABLE};
use crate::kernel::thread::notification_poll;
use crate::kernel::upcall::Saved;
use crate::state::Thread;
use crate::types::constants::signal::*;
use crate::types::{MachineContext, SigInfo, Sigaction, UContext};
use abi::upcall::{Fault, Reason, Registers, UpcallPage, HELD_BACK};
use abi::Call;
use bytemuck::Zeroable;
use core::mem::{offset_of, size_of};
use core::sync::atomic::Ordering;

pub(crate) const USER_STACK_BASE: usize = 0;
pub(crate) const USER_STACK_SIZE: usize = 1;
pub(crate) const USER_ON_STACK: usize = 2;
pub(crate) const USER_VECTOR_SIZE: usize = 3;

const fn user(index: usize) -> usize {
    offset_of!(UpcallPage, user) + 8 * index
}

/// What the entry hands to [`abi::Call::Resume`].
#[repr(C, align(16))]
struct ResumeFrame {
    registers: Registers,
    blocked: u64,
}

const _: () = assert!(offset_of!(Thread, page) == 0);

/// The address to register as the upcall page's `handler`.
pub fn entry_address() -> u64 {
    entry as *const () as u64
}

#[cfg(target_arch = "x86_64")]
#[unsafe(naked)]
unsafe extern "C" fn entry() {
    core::arch::naked_asm!(
        // The alternate stack, if there is one, it is not in use, and the signal's action asks.
        "mov rax, [rdi + {stack_size}]",
        "test rax, rax",
        "jz 2f",
        "mov rcx, [rdi + {stack_base}]",
        "mov rdx, rsp",
        "sub rdx, rcx",
        "cmp rdx, rax",
        "jbe 2f",
        "mov rdx, [rdi + {on_stack}]",
        "mov rdx, [rdx]",
        "mov r8, [rdi + {number}]",
        "dec r8",
        "mov r9d, {segv_bit}",
        "cmp dword ptr [rdi + {reason}], {fault}",
        "cmove r8, r9",
        "bt rdx, r8",
        "jnc 2f",
        "lea rsp, [rcx + rax]",
        "and rsp, -64",
        "2:",
        // The vector state, with a clean XSAVE header.
        "mov r12, rdi",
        "mov rcx, [rdi + {vector_size}]",
        "test rcx, rcx",
        "jz 3f",
        "sub rsp, rcx",
        "and rsp, -64",
        "xor eax, eax",
        "mov [rsp + 512], rax",
        "mov [rsp + 520], rax",
        "mov [rsp + 528], rax",
        "mov [rsp + 536], rax",
        "mov [rsp + 544], rax",
        "mov [rsp + 552], rax",
        "mov [rsp + 560], rax",
        "mov [rsp + 568], rax",
        "mov eax, -1",
        "mov edx, -1",
        "xsave64 [rsp]",
        "jmp 4f",
        "3:",
        "sub rsp, 512",
        "fxsave64 [rsp]",
        "4:",
        "mov r13, rsp",
        "sub rsp, {frame_size}",
        "mov rsi, r13",
        "mov rdx, rsp",
        "cld",
        "call {deliver}",
        "cmp qword ptr [r12 + {vector_size}], 0",
        "je 5f",
        "mov eax, -1",
        "mov edx, -1",
        "xrstor64 [r13]",
        "jmp 6f",
        "5:",
        "fxrstor64 [r13]",
        "6:",
        "mov rdi, rsp",
        "lea rsi, [rsp + {blocked}]",
        "mov eax, {resume}",
        "syscall",
        "ud2",
        stack_size = const user(USER_STACK_SIZE),
        stack_base = const user(USER_STACK_BASE),
        on_stack = const user(USER_ON_STACK),
        vector_size = const user(USER_VECTOR_SIZE),
        number = const offset_of!(UpcallPage, notification),
        reason = const offset_of!(UpcallPage, reason),
        fault = const Reason::Fault as u32,
        segv_bit = const SIGSEGV - 1,
        frame_size = const size_of::<ResumeFrame>(),
        blocked = const offset_of!(ResumeFrame, blocked),
        resume = const Call::Resume as u32,
        deliver = sym deliver,
    )
}

/// Runs the action of the signal that the page tells of, and says how to go on.
///
/// # Safety
/// Called by [`entry`] only: `thread` is the running thread with `disabled` set, `vector_state`
/// its saved vector state, `frame` room for the answer.
unsafe extern "C" fn deliver(thread: *const Thread, vector_state: u64, frame: *mut ResumeFrame) {
    // SAFETY: the upcall page is the first member of a `Thread` that lives as long as it runs.
    let thread = unsafe { &*thread };
    let saved = thread.page.saved();
    if let Some(rip) = fixup_of(&saved) {
        let resume = ResumeFrame {
            registers: Registers {
                rip,
                ..saved.registers
            },
            blocked: thread.page.blocked().load(Ordering::Relaxed),
        };
        thread.page.disabled().store(0, Ordering::SeqCst);
        // SAFETY: the entry passed room for it.
        return unsafe { frame.write(resume) };
    }
    let mut info = match saved.is_fault() {
        true => fault_info(&saved.fault, saved.registers.rip),
        false => info_of(thread, &saved.notification),
    };
    let waits = thread.waits_with_mask.load(Ordering::Relaxed);
    let own_mask = match waits {
        true => thread.mask_before_wait.load(Ordering::Relaxed),
        false => thread.page.blocked().load(Ordering::Relaxed),
    };
    let mut resume = ResumeFrame {
        registers: saved.registers,
        blocked: own_mask,
    };
    if (1..=SIGNAL_MAX).contains(&info.signo) {
        let mut context = context_of(thread, &saved, vector_state, own_mask);
        run(thread, &saved, &mut info, &mut context);
        resume.registers = registers_of(&context.machine);
        resume.blocked = context.mask[0] & !UNBLOCKABLE;
    }
    thread.page.disabled().store(0, Ordering::SeqCst);
    // SAFETY: the entry passed room for it.
    unsafe { frame.write(resume) };
}

/// Where a guarded copy that met a bad address goes on.
fn fixup_of(saved: &Saved) -> Option<u64> {
    match saved.is_fault() {
        true => crate::kernel::user::fixup(saved.registers.rip),
        false => None,
    }
}

/// Looks the action up and does it.
fn run(thread: &Thread, saved: &Saved, info: &mut SigInfo, context: &mut UContext) {
    let signal = info.signo;
    let action = take_action(thread, signal);
    if saved.is_fault() && (action.handler == SIG_IGN || context.mask[0] & bit(signal) != 0) {
        // The instruction cannot go on, and its handler may not run.
        terminate(signal);
    }
    match action.handler {
        SIG_IGN => {}
        SIG_DFL => {
            enable(thread);
            default::run(thread, signal);
        }
        handler => call_handler(thread, &action, handler, info, context),
    }
}

/// The signal's action; resets it if it asks for that (`SA_RESETHAND`).
pub(super) fn take_action(thread: &Thread, signal: i32) -> Sigaction {
    let mut actions = thread.process.actions.lock(thread);
    let action = actions.get(signal);
    let caught = !matches!(action.handler, SIG_DFL | SIG_IGN);
    if caught && action.flags & SA_RESETHAND != 0 && !matches!(signal, SIGILL | SIGTRAP) {
        actions.set(signal, Sigaction::default());
    }
    action
}

/// Lets notifications in again, first of all those that were held back meanwhile.
fn enable(thread: &Thread) {
    if thread.page.disabled().swap(0, Ordering::SeqCst) & HELD_BACK != 0 {
        notification_poll();
    }
}

fn call_handler(
    thread: &Thread,
    action: &Sigaction,
    handler: u64,
    info: &mut SigInfo,
    context: &mut UContext,
) {
    let waited = thread.waits_with_mask.swap(false, Ordering::Relaxed);
    let base = match waited {
        true => thread.waiting_mask.load(Ordering::Relaxed),
        false => context.mask[0],
    };
    let mut mask = base | action.mask;
    if action.flags & SA_NODEFER == 0 {
        mask |= bit(info.signo);
    }
    thread.handlers.fetch_add(1, Ordering::Relaxed);
    if action.flags & SA_RESTART == 0 {
        thread.interrupting_handlers.fetch_add(1, Ordering::Relaxed);
    }
    thread
        .page
        .blocked()
        .store(mask & !UNBLOCKABLE, Ordering::SeqCst);
    enable(thread);
    let handler: extern "C" fn(i32, *mut SigInfo, *mut UContext) =
        // SAFETY: the program gave this address as its handler; one with fewer parameters ignores
        // the others, as the C calling convention allows.
        unsafe { core::mem::transmute(handler) };
    handler(info.signo, info, context);
    if waited {
        thread.waits_with_mask.store(true, Ordering::Relaxed);
    }
}

/// What the CPU's exception means (Linux's choices for x86-64).
pub(super) fn fault_info(fault: &Fault, rip: u64) -> SigInfo {
    let (signal, code, address) = match (fault.trap, fault.cause) {
        (0, _) => (SIGFPE, FPE_INTDIV, rip),
        (1, _) => (SIGTRAP, TRAP_TRACE, rip),
        (3, _) => (SIGTRAP, SI_KERNEL, 0),
        (6, _) => (SIGILL, ILL_ILLOPN, rip),
        (11 | 12, _) => (SIGBUS, SI_KERNEL, 0),
        (14, 0) => (SIGSEGV, SEGV_MAPERR, fault.address),
        (14, 1) => (SIGSEGV, SEGV_ACCERR, fault.address),
        (14, _) => (SIGBUS, BUS_ADRERR, fault.address),
        (16 | 19, _) => (SIGFPE, FPE_FLTINV, rip),
        (17, _) => (SIGBUS, BUS_ADRALN, 0),
        _ => (SIGSEGV, SI_KERNEL, 0),
    };
    SigInfo::fault(signal, code, address)
}

/// User segments as Linux shows them (CS 0x33, SS 0x2b): programs only pass them back.
const SEGMENTS: u64 = 0x33 | 0x2b << 48;

/// `uc_flags`: the vector state has its XSAVE extension; `ss` is valid.
const UC_FLAGS: u64 = 1 | 2 | 4;

fn context_of(thread: &Thread, saved: &Saved, vector_state: u64, mask: u64) -> UContext {
    let mut context = UContext::zeroed();
    context.flags = UC_FLAGS;
    context.stack = alternate_stack(thread, false);
    context.mask[0] = mask;
    context.machine = machine_context(&saved.registers);
    context.machine.segments = SEGMENTS;
    context.machine.old_mask = mask;
    context.machine.fpregs = vector_state;
    if saved.is_fault() {
        context.machine.trap = saved.fault.trap;
        context.machine.error_code = saved.fault.error_code;
        context.machine.cr2 = saved.fault.address;
    }
    context
}

macro_rules! same_registers {
    ($($name:ident)*) => {
        fn machine_context(from: &Registers) -> MachineContext {
            MachineContext { $($name: from.$name,)* ..MachineContext::default() }
        }

        fn registers_of(from: &MachineContext) -> Registers {
            Registers { $($name: from.$name,)* }
        }
    };
}

same_registers!(r8 r9 r10 r11 r12 r13 r14 r15 rdi rsi rbp rbx rdx rax rcx rsp rip rflags);

/// Writes the words that the entry reads into the upcall page.
pub(crate) fn prepare(thread: &Thread) {
    let process = thread.process;
    let on_stack = core::ptr::from_ref(&process.on_stack) as u64;
    let vector_size = process.vector_state_size.load(Ordering::Relaxed);
    thread
        .page
        .user_word(USER_ON_STACK)
        .store(on_stack, Ordering::Relaxed);
    thread
        .page
        .user_word(USER_VECTOR_SIZE)
        .store(vector_size, Ordering::Relaxed);
    thread
        .page
        .handler()
        .store(entry_address(), Ordering::Relaxed);
}

/// Bytes that XSAVE writes for the state the kernel has enabled; 0 if it has not enabled XSAVE.
#[cfg(target_arch = "x86_64")]
pub fn vector_state_size() -> u64 {
    use core::arch::x86_64::{__cpuid, __cpuid_count};
    const OSXSAVE: u32 = 1 << 27;
    if __cpuid(1).ecx & OSXSAVE == 0 {
        return 0;
    }
    // Intel SDM volume 1, 13.2: leaf 13, subleaf 0, EBX: size for what XCR0 enables now.
    __cpuid_count(13, 0).ebx.next_multiple_of(64).into()
}
