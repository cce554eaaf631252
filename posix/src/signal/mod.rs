//! Signals: POSIX's meaning of the kernel's notifications.
//!
//! Dispositions live in [`crate::Process`], masks in the thread's upcall page (`blocked`), so
//! that `sigprocmask` is a store. [`entry`] is where the kernel enters: it saves the vector state,
//! builds `siginfo_t` and `ucontext_t`, runs the handler or the default action, and resumes. What
//! other processes must know of (stop, continue, permissions, groups) goes through the process
//! manager. Restarting interrupted calls is [`crate::Thread::restarting`].

mod action;
mod default;
mod entry;
mod file;
mod foreign;
mod mask;
mod send;

pub(crate) use action::ActionTable;
pub use action::{sigaction, sigaltstack};
use default::terminate as terminate_self;
pub(crate) use entry::prepare;
pub use entry::{entry_address, vector_state_size};
pub(crate) use file::read_file;
pub use file::signalfd;
pub use foreign::{default_action, fault_info, notification_info, take, take_action, terminate};
pub(crate) use mask::with_mask;
pub use mask::{sigpending, sigprocmask, sigsuspend, sigtimedwait};
pub use send::{kill, raise, sigqueue, tgkill};

use crate::state::Thread;
use crate::types::constants::signal::*;
use crate::types::SigInfo;
use abi::errno::Result;
use abi::upcall::Notification;
use abi::Errno;
use core::sync::atomic::Ordering;

/// The bit of a signal in a mask.
pub const fn bit(signal: i32) -> u64 {
    1 << (signal - 1)
}

/// Signals that cannot be caught, blocked or ignored.
pub const UNBLOCKABLE: u64 = bit(SIGKILL) | bit(SIGSTOP);

pub(crate) fn check(signal: i32) -> Result<i32> {
    match signal {
        1..=SIGNAL_MAX => Ok(signal),
        _ => Err(Errno::EINVAL),
    }
}

/// The notification that carries a signal. Its words: `si_code`; pid | uid << 32; the value of
/// `sigqueue` or a child's status.
pub fn notification(signal: i32, code: i32, pid: i32, uid: u32, value: u64) -> Notification {
    Notification {
        number: signal as u64,
        words: [
            code as u32 as u64,
            pid as u32 as u64 | u64::from(uid) << 32,
            value,
        ],
    }
}

/// What a notification tells as `siginfo_t`. A timer's word is `SI_TIMER` | timer id << 32.
fn info_of(thread: &Thread, notification: &Notification) -> SigInfo {
    let [code, sender, value] = notification.words;
    let signal = notification.number as i32;
    if code as i32 == SI_TIMER {
        let id = code >> 32;
        let value = thread.process.timer_values.get(id as usize);
        let value = value.map_or(0, |value| value.load(Ordering::Relaxed));
        return SigInfo::sent(signal, SI_TIMER, id as i32, 0, value);
    }
    SigInfo::sent(
        signal,
        code as i32,
        sender as i32,
        (sender >> 32) as u32,
        value,
    )
}
