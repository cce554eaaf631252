//! Signal frames: Linux's `struct rt_sigframe` of x86-64, from the stack pointer up: return address
//! (the restorer), `struct ucontext`, `siginfo_t`; above them the vector state.

use super::vector;
use crate::guest;
use crate::seat::{Seat, NO_STACK};
use crate::signal::{is_on_alternate_stack, Cause};
use abi::errno::Result;
use abi::upcall::Registers;
use abi::Errno;
use bytemuck::{Pod, Zeroable};
use posix::types::constants::signal::*;
use posix::types::{MachineContext, SigInfo, SigStack, Sigaction};

/// Bytes of the `syscall` instruction.
pub const SYSCALL_LEN: u64 = 2;

/// Bytes below the stack pointer that a leaf function may use (psABI 3.2.2).
const RED_ZONE: u64 = 128;

/// `SS_AUTODISARM` of `sigaltstack`.
pub const SS_AUTODISARM: i32 = i32::MIN;

/// `uc_flags`: the vector state is extended; `ss` is valid, and is to be restored.
const UC_FP_XSTATE: u64 = 1;
const UC_SEGMENTS: u64 = 2 | 4;

/// User segments as Linux shows them: CS 0x33, SS 0x2b.
const SEGMENTS: u64 = 0x33 | 0x2b << 48;

/// RFLAGS that a handler starts without: TF, RF, DF.
const CLEARED_FLAGS: u64 = 1 << 8 | 1 << 16 | 1 << 10;

/// Linux's `struct ucontext`.
#[repr(C)]
#[derive(Clone, Copy, Pod, Zeroable)]
struct UserContext {
    flags: u64,
    link: u64,
    stack: SigStack,
    machine: MachineContext,
    mask: u64,
}

/// Linux's `struct rt_sigframe`.
#[repr(C)]
#[derive(Clone, Copy, Pod, Zeroable)]
struct Frame {
    return_address: u64,
    context: UserContext,
    info: SigInfo,
}

const _: () = assert!(size_of::<Frame>() == 8 + 304 + 128);

macro_rules! same_registers {
    ($($name:ident)*) => {
        fn machine_context(from: &Registers) -> MachineContext {
            MachineContext { $($name: from.$name,)* ..MachineContext::zeroed() }
        }

        fn registers_of(from: &MachineContext) -> Registers {
            Registers { $($name: from.$name,)* }
        }
    };
}

same_registers!(r8 r9 r10 r11 r12 r13 r14 r15 rdi rsi rbp rbx rdx rax rcx rsp rip rflags);

/// Puts a frame on the guest's stack, and has the guest go on in the handler of `action`. `mask` is
/// what the frame restores. Errors: EFAULT where there is no room or no restorer.
pub fn push(
    seat: &Seat,
    registers: &mut Registers,
    info: &SigInfo,
    action: &Sigaction,
    mask: u64,
    cause: Cause,
) -> Result<()> {
    if action.flags & SA_RESTORER == 0 {
        return Err(Errno::EFAULT);
    }
    let alternate = seat.alternate_stack.get();
    let was_on_it = is_on_alternate_stack(seat, registers.rsp);
    let switches = action.flags & SA_ONSTACK != 0 && alternate.size != 0 && !was_on_it;
    let top = match switches {
        true => alternate.sp.wrapping_add(alternate.size),
        false => registers.rsp.wrapping_sub(RED_ZONE),
    };
    let vectors = top.wrapping_sub(vector::frame_size() as u64) & !63;
    // At the handler's first instruction RSP + 8 is a multiple of 16 (psABI 3.2.2).
    let at = (vectors.wrapping_sub(size_of::<Frame>() as u64) & !15).wrapping_sub(8);
    if (switches || was_on_it) && at.wrapping_sub(alternate.sp) >= alternate.size {
        return Err(Errno::EFAULT);
    }
    let mut machine = machine_context(registers);
    machine.segments = SEGMENTS;
    machine.error_code = cause.error_code;
    machine.trap = cause.trap;
    machine.cr2 = cause.address;
    machine.old_mask = mask;
    machine.fpregs = vectors;
    let extended = if vector::is_extended() {
        UC_FP_XSTATE
    } else {
        0
    };
    let frame = Frame {
        return_address: action.restorer,
        context: UserContext {
            flags: UC_SEGMENTS | extended,
            link: 0,
            stack: shown_stack(seat, registers.rsp),
            machine,
            mask,
        },
        info: *info,
    };
    vector::save(seat, vectors)?;
    guest::store(at as usize, &frame)?;
    if alternate.flags & SS_AUTODISARM != 0 {
        seat.alternate_stack.set(NO_STACK);
    }
    let offset = |member: usize| at + member as u64;
    registers.rdi = info.signo as u64;
    registers.rsi = offset(core::mem::offset_of!(Frame, info));
    registers.rdx = offset(core::mem::offset_of!(Frame, context));
    registers.rax = 0;
    registers.rsp = at;
    registers.rip = action.handler;
    registers.rflags &= !CLEARED_FLAGS;
    Ok(())
}

/// The alternate stack as `sigaltstack` shows it to who runs on `stack_pointer`.
pub fn shown_stack(seat: &Seat, stack_pointer: u64) -> SigStack {
    let stack = seat.alternate_stack.get();
    let flags = match stack.size {
        0 => SS_DISABLE,
        _ if is_on_alternate_stack(seat, stack_pointer) => SS_ONSTACK,
        _ => 0,
    };
    SigStack {
        flags: flags | stack.flags & SS_AUTODISARM,
        ..stack
    }
}

/// Takes the guest's registers, vector state and alternate stack out of the frame that a handler
/// returned from; the mask to restore. Errors: EFAULT.
pub fn pop(seat: &Seat, registers: &mut Registers) -> Result<u64> {
    // The handler's `ret` has taken the return address.
    let frame: Frame = guest::load(registers.rsp.wrapping_sub(8) as usize)?;
    let UserContext {
        machine,
        mask,
        stack,
        ..
    } = frame.context;
    vector::restore(seat, machine.fpregs)?;
    *registers = registers_of(&machine);
    // As Linux does: one that cannot be set is left as it is.
    let _ = set_alternate_stack(seat, &stack, registers.rsp);
    Ok(mask)
}

/// Sets the alternate stack. Errors: EPERM while on it, ENOMEM if too small, EINVAL.
pub fn set_alternate_stack(seat: &Seat, new: &SigStack, stack_pointer: u64) -> Result<()> {
    if is_on_alternate_stack(seat, stack_pointer) {
        return Err(Errno::EPERM);
    }
    let stack = match new.flags & !SS_AUTODISARM {
        SS_DISABLE => NO_STACK,
        0 | SS_ONSTACK if new.size < MINSIGSTKSZ => return Err(Errno::ENOMEM),
        0 | SS_ONSTACK => SigStack {
            flags: new.flags & SS_AUTODISARM,
            pad: 0,
            ..*new
        },
        _ => return Err(Errno::EINVAL),
    };
    seat.alternate_stack.set(stack);
    Ok(())
}
