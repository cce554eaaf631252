//! Sending: `kill`, `raise`, `tgkill`, `sigqueue`.

use super::{check, notification, terminate_self, UNBLOCKABLE};
use crate::identity;
use crate::kernel::process;
use crate::path::{call_manager, Message};
use crate::protocol::Operation;
use crate::state::Thread;
use crate::types::constants::signal::{
    SIGCONT, SIGKILL, SIGTSTP, SIGTTIN, SIGTTOU, SI_TKILL, SI_USER,
};
use abi::errno::Result;
use abi::{Errno, Handle};
use core::sync::atomic::Ordering;

/// `kill`. To the caller itself without a server; else by the process manager, which knows
/// groups and permissions. Errors: EINVAL, ESRCH, EPERM.
pub fn kill(thread: &Thread, pid: i32, signal: i32) -> Result<()> {
    send(thread, pid, signal, SI_USER, 0)
}

/// `sigqueue`, and Linux's `rt_sigqueueinfo`: with a reason, `SI_QUEUE` or another that is not the kernel's own
/// (EPERM).
pub fn sigqueue(thread: &Thread, pid: i32, signal: i32, code: i32, value: u64) -> Result<()> {
    if pid <= 0 {
        return Err(Errno::EINVAL);
    }
    if code >= 0 || code == SI_TKILL {
        return Err(Errno::EPERM);
    }
    send(thread, pid, signal, code, value)
}

/// Whether the process manager has a part in the signal even when sent to oneself.
fn needs_manager(signal: i32) -> bool {
    signal == SIGCONT || super::bit(signal) & UNBLOCKABLE != 0
}

/// A stop signal takes a pending SIGCONT away (POSIX, signal generation); what the manager sends it
/// discards itself.
fn discard_opposite(signal: i32) -> Result<()> {
    match signal {
        SIGTSTP | SIGTTIN | SIGTTOU => process::discard_pending(super::bit(SIGCONT)),
        _ => Ok(()),
    }
}

fn send(thread: &Thread, pid: i32, signal: i32, code: i32, value: u64) -> Result<()> {
    if signal != 0 {
        check(signal)?;
    }
    if pid == identity::process_id() && pid != 0 {
        if signal == 0 {
            return Ok(());
        }
        if !needs_manager(signal) {
            discard_opposite(signal)?;
            let own = notification(signal, code, pid, identity::real_user(), value);
            return process::notify(Handle::SELF, &own, 0);
        }
    }
    let args = [pid as i64 as u64, signal as u64, code as i64 as u64, value];
    call_manager(thread, b"", &Message::new(Operation::Kill, args)).map(drop)
}

/// Sends a signal to the calling thread (`pthread_kill(pthread_self(), …)`).
pub fn raise(thread: &Thread, signal: i32) -> Result<()> {
    check(signal)?;
    let number = thread.number.load(Ordering::Relaxed);
    to_thread(thread, u64::from(number), signal)
}

/// Linux's `tgkill`, within the calling process: signal 0 only checks. Errors: EINVAL, ESRCH for
/// other processes' threads.
pub fn tgkill(thread: &Thread, pid: i32, tid: i32, signal: i32) -> Result<()> {
    if pid <= 0 || tid <= 0 {
        return Err(Errno::EINVAL);
    }
    if signal != 0 {
        check(signal)?;
    }
    if pid != identity::process_id() {
        return Err(Errno::ESRCH);
    }
    let number = if tid == pid {
        thread.process.main_thread.load(Ordering::Relaxed)
    } else {
        tid as u64
    };
    to_thread(thread, number, signal)
}

fn to_thread(thread: &Thread, number: u64, signal: i32) -> Result<()> {
    if signal == SIGKILL {
        terminate_self(signal);
    }
    let pid = identity::process_id();
    if signal != 0 && needs_manager(signal) {
        return send(thread, pid, signal, SI_TKILL, 0);
    }
    discard_opposite(signal)?;
    let directed = notification(signal, SI_TKILL, pid, identity::real_user(), 0);
    process::notify(Handle::SELF, &directed, number)
}
