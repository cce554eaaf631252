//! Sending signals.

use super::{siginfo_t, sigval, SET_SIZE, SIGABRT, SIG_UNBLOCK};
use crate::errno::{Errno, ResultExt};
use crate::platform::{KernelSigaction, Sys};
use crate::types::*;

/// POSIX: `kill`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn kill(pid: pid_t, signal: c_int) -> c_int {
    // SAFETY: takes no pointers.
    unsafe { Sys::kill(pid, signal) }.zero_or_errno()
}

/// POSIX: `killpg`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn killpg(group: pid_t, signal: c_int) -> c_int {
    if group < 0 {
        return Err::<(), _>(Errno::EINVAL).zero_or_errno();
    }
    // SAFETY: takes no pointers.
    unsafe { Sys::kill(-group, signal) }.zero_or_errno()
}

/// C: `raise`: to the calling thread.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn raise(signal: c_int) -> c_int {
    // SAFETY: takes no pointers.
    unsafe { Sys::getpid().and_then(|pid| Sys::tgkill(pid, Sys::gettid()?, signal)) }
        .zero_or_errno()
}

/// Linux: `tgkill`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn tgkill(pid: pid_t, tid: pid_t, signal: c_int) -> c_int {
    // SAFETY: takes no pointers.
    unsafe { Sys::tgkill(pid, tid, signal) }.zero_or_errno()
}

/// POSIX: `sigqueue`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn sigqueue(pid: pid_t, signal: c_int, value: sigval) -> c_int {
    const SI_QUEUE: c_int = -1;
    // SAFETY: the structure is whole. Its fields for SI_QUEUE: pid, uid, value.
    unsafe {
        let mut info = siginfo_t {
            si_signo: signal,
            si_code: SI_QUEUE,
            ..siginfo_t::default()
        };
        let (pid_self, uid) = (Sys::getpid().unwrap_or(0), Sys::getuid().unwrap_or(0));
        info.__fields[0] = u64::from(pid_self as u32) | u64::from(uid) << 32;
        info.__fields[1] = value.sival_ptr as u64;
        Sys::rt_sigqueueinfo(pid, signal, (&raw mut info).cast()).zero_or_errno()
    }
}

/// `abort`: raises SIGABRT; if a handler returns, again with the default action.
pub(crate) fn abort_process() -> ! {
    // SAFETY: plain signal calls on this thread; the structures are whole.
    unsafe {
        let (pid, tid) = (Sys::getpid().unwrap_or(0), Sys::gettid().unwrap_or(0));
        let bit = 1_u64 << (SIGABRT - 1);
        let _ = Sys::rt_sigprocmask(SIG_UNBLOCK, &bit, core::ptr::null_mut(), SET_SIZE);
        let _ = Sys::tgkill(pid, tid, SIGABRT);
        let default = KernelSigaction {
            handler: 0,
            flags: 0,
            restorer: 0,
            mask: 0,
        };
        let _ = Sys::rt_sigaction(SIGABRT, &default, core::ptr::null_mut(), SET_SIZE);
        let _ = Sys::tgkill(pid, tid, SIGABRT);
    }
    Sys::end_process(127)
}
