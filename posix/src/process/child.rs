//! `fork`, `wait`, `exit`.

use crate::identity;
use crate::kernel::{process, thread as kernel};
use crate::path::{call_manager, Message};
use crate::protocol::{Operation, WaitReport};
use crate::state::Thread;
use crate::time::TimerTable;
use crate::types::constants::wait::{P_ALL, P_PGID, P_PID, WEXITED};
use abi::errno::Result;
use abi::message::CallFlags;
use abi::{Errno, UserSlice};
use bytemuck::bytes_of_mut;
use core::sync::atomic::Ordering;

/// `_Fork`: the child's process id, or 0 in the child, which has this thread alone. Errors:
/// EAGAIN at a limit, ENOMEM.
pub fn fork(thread: &Thread) -> Result<i32> {
    let state = thread.process;
    // Held so that the child finds no lock taken by a thread that it has not.
    let mounts = state.mounts.lock(thread);
    let actions = state.actions.lock(thread);
    let program_break = state.program_break.lock(thread);
    let mut timers = state.timers.lock(thread);
    let message = Message::new(Operation::Fork, [0; 4]).flags(CallFlags::UNINTERRUPTIBLE);
    let answer = call_manager(thread, b"", &message);
    let in_child = matches!(&answer, Ok(answer) if answer.values[0] == 1);
    if in_child {
        let number = kernel::number();
        thread.number.store(number as u32, Ordering::Relaxed);
        state.main_thread.store(number, Ordering::Relaxed);
        // Record locks are not inherited (POSIX `fork`), nor is their handle.
        state.owns_locks.store(false, Ordering::Relaxed);
        *timers = TimerTable::new();
    }
    drop((timers, program_break, actions, mounts));
    answer.map(|answer| answer.result as i32)
}

/// Ends the process (`_exit`).
pub fn exit(status: i32) -> ! {
    process::exit((status as u64 & 0xff) << 8)
}

/// `waitid`: the report, with pid 0 if none is there yet (`WNOHANG`). `kind` is `P_ALL`, `P_PID`
/// or `P_PGID`. Errors: ECHILD, EINTR, EINVAL.
pub fn wait(thread: &Thread, kind: i32, id: i32, options: i32) -> Result<WaitReport> {
    let mut report = WaitReport::default();
    let args = [kind as u64, id as i64 as u64, options as u32 as u64, 0];
    let message =
        Message::new(Operation::Wait, args).output(UserSlice::of_mut(bytes_of_mut(&mut report)));
    let pid = call_manager(thread, b"", &message)?.result;
    if pid != 0 && pid as i32 != report.pid {
        return Err(Errno::EIO);
    }
    Ok(report)
}

/// `wait4`: `pid` and options as Linux takes them.
pub fn wait4(thread: &Thread, pid: i32, options: i32) -> Result<WaitReport> {
    let (kind, id) = match pid {
        i32::MIN => return Err(Errno::ESRCH),
        -1 => (P_ALL, 0),
        0 => (P_PGID, identity::process_group()),
        pid if pid < 0 => (P_PGID, -pid),
        pid => (P_PID, pid),
    };
    wait(thread, kind, id, options | WEXITED)
}
