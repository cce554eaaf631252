//! `<signal.h>`: [`action`] sets what a signal does, [`mask`] holds signals back, [`send`] sends them,
//! [`wait`] takes them without a handler, [`set`] has the operations on sets, [`name`] their names.
//!
//! Signals 32 to 34 are relibc's own (timers, cancellation, set-uid in all threads, as in musl):
//! sets and masks of programs never hold them.

pub mod action;
pub mod mask;
pub mod name;
pub(crate) mod notify;
pub mod send;
pub mod set;
pub mod wait;

use crate::types::*;

pub const SIGHUP: c_int = 1;
pub const SIGINT: c_int = 2;
pub const SIGQUIT: c_int = 3;
pub const SIGILL: c_int = 4;
pub const SIGTRAP: c_int = 5;
pub const SIGABRT: c_int = 6;
pub const SIGBUS: c_int = 7;
pub const SIGFPE: c_int = 8;
pub const SIGKILL: c_int = 9;
pub const SIGUSR1: c_int = 10;
pub const SIGSEGV: c_int = 11;
pub const SIGUSR2: c_int = 12;
pub const SIGPIPE: c_int = 13;
pub const SIGALRM: c_int = 14;
pub const SIGTERM: c_int = 15;
pub const SIGSTKFLT: c_int = 16;
pub const SIGCHLD: c_int = 17;
pub const SIGCONT: c_int = 18;
pub const SIGSTOP: c_int = 19;
pub const SIGTSTP: c_int = 20;
pub const SIGTTIN: c_int = 21;
pub const SIGTTOU: c_int = 22;
pub const SIGURG: c_int = 23;
pub const SIGXCPU: c_int = 24;
pub const SIGXFSZ: c_int = 25;
pub const SIGVTALRM: c_int = 26;
pub const SIGPROF: c_int = 27;
pub const SIGWINCH: c_int = 28;
pub const SIGIO: c_int = 29;
pub const SIGPWR: c_int = 30;
pub const SIGSYS: c_int = 31;

pub const SIG_BLOCK: c_int = 0;
pub const SIG_UNBLOCK: c_int = 1;
pub const SIG_SETMASK: c_int = 2;

/// Handlers that are no functions.
pub(crate) const SIG_DFL: usize = 0;
pub(crate) const SIG_IGN: usize = 1;
pub(crate) const SIG_ERR: usize = usize::MAX;
pub(crate) const SIG_HOLD: usize = 2;

/// Asks a thread to look at its cancellation state.
pub(crate) const SIGCANCEL: c_int = 33;
/// Interrupts a call of a thread that the library has made for itself.
pub(crate) const SIGINTERRUPT: c_int = 34;
/// Highest signal number.
pub(crate) const SIGMAX: c_int = 64;
/// Lowest real-time signal for programs.
pub(crate) const SIGRTMIN: c_int = 35;
/// Bit set of relibc's own signals: 32, 33, 34.
pub(crate) const OWN: u64 = 7 << 31;
/// Size of the kernels' signal sets.
pub(crate) const SET_SIZE: size_t = 8;

/// A signal and its circumstances: 128 bytes, of which the first three words are common to all (POSIX).
#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct siginfo_t {
    pub si_signo: c_int,
    pub si_errno: c_int,
    pub si_code: c_int,
    pub __pad: c_int,
    pub __fields: [u64; 14],
}

/// A signal's value (POSIX).
#[repr(C)]
#[derive(Clone, Copy)]
pub union sigval {
    pub sival_int: c_int,
    pub sival_ptr: *mut c_void,
}

/// An alternate signal stack (POSIX).
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct stack_t {
    pub ss_sp: *mut c_void,
    pub ss_flags: c_int,
    pub ss_size: size_t,
}

/// How an event is to be told (POSIX), in musl's layout.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct sigevent {
    pub sigev_value: sigval,
    pub sigev_signo: c_int,
    pub sigev_notify: c_int,
    pub sigev_notify_function: Option<unsafe extern "C" fn(sigval)>,
    pub sigev_notify_attributes: *mut c_void,
    pub __pad: [c_int; 8],
}

pub(crate) use send::abort_process;
