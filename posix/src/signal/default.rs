//! Default actions (POSIX `<signal.h>`, Linux `signal(7)`).

use crate::kernel::process;
use crate::path::{call_manager, Message};
use crate::protocol::Operation;
use crate::state::Thread;
use crate::types::constants::signal::*;

/// What happens on a signal that is not caught.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DefaultAction {
    Terminate,
    /// Terminate, and say "core dumped" (none is written: `RLIMIT_CORE` is 0).
    Core,
    Stop,
    Ignore,
}

pub(super) const fn default_action(signal: i32) -> DefaultAction {
    match signal {
        SIGQUIT | SIGILL | SIGTRAP | SIGABRT | SIGBUS | SIGFPE | SIGSEGV | SIGXCPU | SIGXFSZ
        | SIGSYS => DefaultAction::Core,
        SIGSTOP | SIGTSTP | SIGTTIN | SIGTTOU => DefaultAction::Stop,
        SIGCHLD | SIGCONT | SIGURG | SIGWINCH => DefaultAction::Ignore,
        _ => DefaultAction::Terminate,
    }
}

/// Does the default action; returns if the process goes on.
pub(super) fn run(thread: &Thread, signal: i32) {
    match default_action(signal) {
        DefaultAction::Ignore => {}
        DefaultAction::Stop => {
            // Refused in an orphaned process group: then POSIX has the signal do nothing.
            let message = Message::new(Operation::Stop, [signal as u64, 0, 0, 0]);
            let _ = call_manager(thread, b"", &message);
        }
        DefaultAction::Terminate | DefaultAction::Core => terminate(signal),
    }
}

/// Ends the process as killed by `signal`.
pub(super) fn terminate(signal: i32) -> ! {
    // `wait` status: the signal in the low 7 bits; 0x80 would claim a core file.
    process::exit(signal as u64 & 0x7f)
}
