//! The parts of signal delivery for a personality that enters handlers itself, with frames of its
//! own layout: what is pending, what it means, what is to be done.

use super::{default, entry, info_of};
use crate::kernel::thread as kernel;
use crate::kernel::upcall::Saved;
use crate::state::Thread;
use crate::types::{SigInfo, Sigaction};
use abi::upcall::Notification;

/// Takes a pending signal that `mask` does not hold back, without waiting.
pub fn take(thread: &Thread, mask: u64) -> Option<SigInfo> {
    let taken = kernel::notification_take(!mask, 0).ok()?;
    Some(info_of(thread, &taken))
}

/// What a notification tells as `siginfo_t`.
pub fn notification_info(thread: &Thread, notification: &Notification) -> SigInfo {
    info_of(thread, notification)
}

/// What a fault is as a signal.
pub fn fault_info(saved: &Saved) -> SigInfo {
    entry::fault_info(&saved.fault, saved.registers.rip)
}

/// The signal's action, to be done now: one with `SA_RESETHAND` is reset.
pub fn take_action(thread: &Thread, signal: i32) -> Sigaction {
    entry::take_action(thread, signal)
}

/// Does the default action; returns if the process goes on.
pub fn default_action(thread: &Thread, signal: i32) {
    default::run(thread, signal);
}

/// Ends the process as killed by `signal`.
pub fn terminate(signal: i32) -> ! {
    default::terminate(signal)
}
