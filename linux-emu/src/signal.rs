//! Delivery of signals to the guest.
//!
//! Three ways lead here: a signal came while the guest ran ([`notified`]), the guest did what the
//! CPU refuses ([`fault`]), or a signal is pending when a call has been served
//! ([`deliver_pending`]). A signal that ends a wait is taken by [`attend`] while the call is still
//! under way, since only then it is known whether the wait must end; its handler is entered by
//! [`finish_call`]. Several handlers stack up, as on Linux: the one entered last runs first.

use crate::call;
use crate::seat::Seat;
use crate::x86_64::frame;
use abi::upcall::Registers;
use abi::Errno;
use core::sync::atomic::Ordering;
use posix::kernel::upcall::Saved;
use posix::signal::{self, bit, UNBLOCKABLE};
use posix::types::constants::signal::*;
use posix::types::{SigInfo, Sigaction};
use posix::Thread;

/// A signal that was taken, and what is to be done with it.
#[derive(Clone, Copy)]
pub struct Taken {
    info: SigInfo,
    action: Sigaction,
    /// What held signals back when it was taken: the handler's mask adds to it.
    mask: u64,
}

/// What the CPU said of a fault, as the frame tells it.
#[derive(Clone, Copy, Default)]
pub struct Cause {
    pub trap: u64,
    pub error_code: u64,
    pub address: u64,
}

fn blocked(seat: &Seat) -> u64 {
    seat.thread.upcall_area().blocked().load(Ordering::Relaxed)
}

/// Does what needs no handler; the rest comes back.
fn without_handler(thread: &Thread, info: SigInfo, mask: u64) -> Option<Taken> {
    let action = signal::take_action(thread, info.signo);
    match action.handler {
        SIG_IGN => None,
        SIG_DFL => {
            signal::default_action(thread, info.signo);
            None
        }
        _ => Some(Taken { info, action, mask }),
    }
}

/// A wait of `thread` gave way to a signal: whether to wait on. It is not if a handler is to run.
pub fn attend(thread: &Thread) -> bool {
    let seat = Seat::of(thread);
    if seat.taken.get().is_some() {
        return false;
    }
    let mask = thread.mask_in_force();
    while let Some(info) = signal::take(thread, mask) {
        if let Some(taken) = without_handler(thread, info, mask) {
            seat.taken.set(Some(taken));
            return false;
        }
    }
    true
}

/// Enters the handler of the signal that ended the call's wait, if one did. The call is made again
/// after the handler where Linux does so (signal(7), "Interruption of system calls").
pub fn finish_call(seat: &Seat, registers: &mut Registers, number: u64) {
    let Some(taken) = seat.taken.take() else {
        return;
    };
    let interrupted = registers.rax == Errno::EINTR.to_result() as u64;
    if interrupted && taken.action.flags & SA_RESTART != 0 && call::is_restarted(number) {
        registers.rip -= frame::SYSCALL_LEN;
        registers.rax = number;
    }
    enter(seat, registers, &taken, Cause::default());
}

/// Delivers what is pending and not blocked.
pub fn deliver_pending(seat: &Seat, registers: &mut Registers) {
    loop {
        let mask = blocked(seat);
        let Some(info) = signal::take(&seat.thread, mask) else {
            return;
        };
        deliver(seat, registers, info, mask);
    }
}

fn deliver(seat: &Seat, registers: &mut Registers, info: SigInfo, mask: u64) {
    if let Some(taken) = without_handler(&seat.thread, info, mask) {
        enter(seat, registers, &taken, Cause::default());
    }
}

/// A signal came while the guest ran.
pub fn notified(seat: &Seat, registers: &mut Registers, saved: &Saved) {
    let info = signal::notification_info(&seat.thread, &saved.notification);
    deliver(seat, registers, info, blocked(seat));
    deliver_pending(seat, registers);
}

/// The guest did what the CPU refuses.
pub fn fault(seat: &Seat, registers: &mut Registers, saved: &Saved) {
    if call::vsyscall(seat, registers) {
        return;
    }
    let info = signal::fault_info(saved);
    let cause = Cause {
        trap: saved.fault.trap,
        error_code: saved.fault.error_code,
        address: saved.fault.address,
    };
    force(seat, registers, info, cause);
}

/// Delivers a signal that cannot wait: one that is blocked or ignored ends the process.
fn force(seat: &Seat, registers: &mut Registers, info: SigInfo, cause: Cause) {
    let mask = blocked(seat);
    let action = signal::take_action(&seat.thread, info.signo);
    if matches!(action.handler, SIG_IGN | SIG_DFL) || mask & bit(info.signo) != 0 {
        signal::terminate(info.signo);
    }
    enter(seat, registers, &Taken { info, action, mask }, cause);
}

/// Has the guest go on in its handler. Where no frame can be put it is SIGSEGV instead, and where
/// that is what there is no room for, the end.
fn enter(seat: &Seat, registers: &mut Registers, taken: &Taken, cause: Cause) {
    let own = blocked(seat);
    let Taken { info, action, mask } = taken;
    if frame::push(seat, registers, info, action, own, cause).is_err() {
        if info.signo == SIGSEGV {
            signal::terminate(SIGSEGV);
        }
        let info = SigInfo::sent(SIGSEGV, SI_KERNEL, 0, 0, 0);
        return force(seat, registers, info, Cause::default());
    }
    let mut during = mask | action.mask;
    if action.flags & SA_NODEFER == 0 {
        during |= bit(info.signo);
    }
    let word = seat.thread.upcall_area().blocked();
    word.store(during & !UNBLOCKABLE, Ordering::SeqCst);
}

/// `rt_sigreturn`: the guest goes on as the frame at its stack pointer says.
pub fn sigreturn(seat: &Seat, registers: &mut Registers) {
    match frame::pop(seat, registers) {
        Ok(mask) => {
            let word = seat.thread.upcall_area().blocked();
            word.store(mask & !UNBLOCKABLE, Ordering::SeqCst);
            seat.resumes_fully.set(true);
        }
        Err(_) => {
            let info = SigInfo::sent(SIGSEGV, SI_KERNEL, 0, 0, 0);
            force(seat, registers, info, Cause::default());
        }
    }
}

/// Whether the guest's stack pointer lies on its alternate stack.
pub fn is_on_alternate_stack(seat: &Seat, stack_pointer: u64) -> bool {
    let stack = seat.alternate_stack.get();
    // Linux's: the stack grows down, so its end is on it and its beginning is not.
    stack.size != 0 && stack_pointer.wrapping_sub(stack.sp).wrapping_sub(1) < stack.size
}
