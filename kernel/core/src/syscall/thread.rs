//! Calls on threads.

use super::Context;
use crate::machine::machine;
use crate::scheduler::{self, Band};
use crate::thread::{upcall, work, Thread};
use crate::user::UserStruct;
use abi::process::{ThreadOperation, ThreadStart};
use abi::upcall::{Notification, Registers};
use abi::{Errno, USER_TOP};
use alloc::sync::Arc;
use core::sync::atomic::Ordering;

/// Interrupt flag and the bit that is always set (Intel SDM volume 1, 3.4.3).
const USER_FLAGS: u64 = 0x202;

/// Registers of a thread that begins as `start` says. EINVAL for an entry outside user memory.
pub fn first_registers(start: &ThreadStart) -> Result<Registers, Errno> {
    if start.entry >= USER_TOP || start.stack > USER_TOP {
        return Err(Errno::EINVAL);
    }
    Ok(Registers {
        rip: start.entry as u64,
        rsp: start.stack as u64,
        rdi: start.argument,
        rflags: USER_FLAGS,
        ..Registers::default()
    })
}

/// Makes the notifications in `set` pending for the thread, without words.
pub fn make_pending(thread: &Thread, set: u64) -> Result<(), Errno> {
    for number in 1..=64 {
        if set >> (number - 1) & 1 != 0 {
            thread.pending.push(Notification {
                number,
                words: [0; 3],
            })?;
        }
    }
    if set != 0 {
        thread.add_own_work(work::PENDING);
    }
    Ok(())
}

/// (thread start pointer) → thread number. EFAULT, EINVAL, EAGAIN at the limit, ENOMEM. Does not
/// block.
pub fn create(context: &Context) -> Result<u64, Errno> {
    let start = ThreadStart::load(context.word(0))?;
    let registers = first_registers(&start)?;
    let process = context.process();
    let thread = Thread::create(process, &registers, None)?;
    thread.inherit_scheduling(&context.thread);
    let prepared = thread
        .apply(&start)
        .and_then(|()| make_pending(&thread, start.pending))
        .and_then(|()| match start.store_number {
            0 => Ok(()),
            address => thread.number().store(address),
        })
        .and_then(|()| process.add_thread(&thread));
    if let Err(error) = prepared {
        thread.discard();
        return Err(error);
    }
    scheduler::start(&thread);
    Ok(u64::from(thread.number()))
}

/// (address to unmap or 0, length) → does not return.
pub fn exit(context: &Context) -> Result<u64, Errno> {
    if context.word(0) != 0 {
        // Nobody is left to tell if there is nothing mapped.
        let _ = context
            .thread
            .space()
            .and_then(|space| space.unmap(context.word(0), context.word(1)));
    }
    context.thread.add_own_work(work::END);
    Ok(0)
}

/// () → number of the calling thread. Does not block.
pub fn number(context: &Context) -> Result<u64, Errno> {
    Ok(u64::from(context.thread.number()))
}

/// () → 0. Blocks while others of the same band run.
pub fn yield_now(context: &Context) -> Result<u64, Errno> {
    scheduler::yield_now(&context.thread);
    Ok(0)
}

/// (thread number or 0, operation, a, b) → by operation. ESRCH, EINVAL, EPERM for what only the
/// thread itself may do, EFAULT. Does not block.
pub fn control(context: &Context) -> Result<u64, Errno> {
    let [number, operation, a, b, ..] = context.args;
    let own = number == 0 || number == u64::from(context.thread.number());
    if own {
        if let Some(outcome) = control_self(&context.thread, operation, a, b) {
            return outcome;
        }
    }
    let thread = if own {
        context.thread.clone()
    } else {
        let number = u32::try_from(number).map_err(|_| Errno::ESRCH)?;
        context.process().thread(number).ok_or(Errno::ESRCH)?
    };
    match operation {
        op if op == ThreadOperation::SetAffinity as u64 => set_affinity(&thread, a as usize),
        op if op == ThreadOperation::GetAffinity as u64 => {
            let up = u64::MAX >> (64 - machine().cpu_count().min(64));
            let mask = thread.affinity.load(Ordering::Relaxed) & up;
            mask.store(a as usize)?;
            Ok(0)
        }
        op if op == ThreadOperation::SetPriority as u64 => {
            let band = Band::from_number(a).ok_or(Errno::EINVAL)?;
            thread.set_scheduling(band, b as i64)?;
            Ok(0)
        }
        op if op == ThreadOperation::GetPriority as u64 => {
            let (band, priority) = thread.scheduling();
            Ok((band as u64) << 32 | u64::from(priority as u32))
        }
        op if op == ThreadOperation::GetCpuTime as u64 => Ok(thread.cpu_ns()),
        _ if own => Err(Errno::EINVAL),
        _ => Err(Errno::EPERM),
    }
}

fn set_affinity(thread: &Arc<Thread>, address: usize) -> Result<u64, Errno> {
    let up = u64::MAX >> (64 - machine().cpu_count().min(64));
    let mask = u64::load(address)? & up;
    if mask == 0 {
        return Err(Errno::EINVAL);
    }
    thread.affinity.store(mask, Ordering::Relaxed);
    scheduler::ask_to_move(thread);
    Ok(0)
}

/// Operations of the calling thread on itself; None if it is another kind of operation.
fn control_self(
    thread: &Arc<Thread>,
    operation: u64,
    a: u64,
    b: u64,
) -> Option<Result<u64, Errno>> {
    let valid = |valid: bool| {
        if valid {
            Ok(0)
        } else {
            Err(Errno::EINVAL)
        }
    };
    Some(match operation {
        op if op == ThreadOperation::SetThreadPointer as u64 => {
            valid(machine().set_thread_pointer(thread.machine, a))
        }
        op if op == ThreadOperation::SetGsBase as u64 => {
            valid(machine().set_gs_base(thread.machine, a))
        }
        op if op == ThreadOperation::SetUpcallPage as u64 => {
            let page = a as usize;
            if upcall::page_is_valid(page) {
                thread.upcall_page.store(page, Ordering::Relaxed);
                if thread.all_pending() != 0 {
                    thread.add_own_work(work::PENDING);
                }
            }
            valid(upcall::page_is_valid(page))
        }
        op if op == ThreadOperation::SetClearOnExit as u64 => {
            thread.clear_on_exit.store(a as usize, Ordering::Relaxed);
            Ok(0)
        }
        op if op == ThreadOperation::SetRobustList as u64 => {
            let Ok(number) = u32::try_from(b) else {
                return Some(Err(Errno::EINVAL));
            };
            thread.robust_number.store(number, Ordering::Relaxed);
            thread.robust_list.store(a, Ordering::Relaxed);
            Ok(0)
        }
        op if op == ThreadOperation::GetPending as u64 => Ok(thread.all_pending()),
        op if op == ThreadOperation::GetThreadPointer as u64 => {
            Ok(machine().segment_bases(thread.machine).0)
        }
        op if op == ThreadOperation::GetGsBase as u64 => {
            Ok(machine().segment_bases(thread.machine).1)
        }
        _ => return None,
    })
}
