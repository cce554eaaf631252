//! `<signal.h>`.

use crate::platform::{KernelSigaction, Sys};
use crate::types::*;

pub const SIGABRT: c_int = 6;

/// `abort`: raises SIGABRT; if a handler returns, again with the default action.
pub(crate) fn abort_process() -> ! {
    // SAFETY: plain signal calls on this thread; the structures are whole.
    unsafe {
        let (pid, tid) = (Sys::getpid().unwrap_or(0), Sys::gettid().unwrap_or(0));
        let unblock = 1_u64 << (SIGABRT - 1);
        let _ = Sys::rt_sigprocmask(1, &unblock, core::ptr::null_mut(), 8);
        let _ = Sys::tgkill(pid, tid, SIGABRT);
        let default = KernelSigaction {
            handler: 0,
            flags: 0,
            restorer: 0,
            mask: 0,
        };
        let _ = Sys::rt_sigaction(SIGABRT, &default, core::ptr::null_mut(), 8);
        let _ = Sys::tgkill(pid, tid, SIGABRT);
    }
    Sys::end_process(127)
}
