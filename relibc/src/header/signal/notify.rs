//! Telling of an event by `struct sigevent` (XSH 2.4.1): a signal, or a function in a new thread.

use super::{sigevent, siginfo_t, sigval};
use crate::errno::Errno;
use crate::header::pthread::attr::pthread_attr_t;
use crate::header::pthread::create::start_detached;
use crate::platform::Sys;
use crate::types::*;
use alloc::boxed::Box;

pub(crate) const SIGEV_SIGNAL: c_int = 0;
pub(crate) const SIGEV_NONE: c_int = 1;
pub(crate) const SIGEV_THREAD: c_int = 2;

/// The signals that a thread for a notification blocks: all but that of cancellation. Signals to the process are for
/// threads that the program has made itself.
pub(crate) const MASK: u64 = !(1 << (super::SIGCANCEL - 1));

/// Whether the event can be told of. One that is all zeros, as in a request that a program has cleared and has asked no
/// signal for, is the null signal: nobody is told.
pub(crate) fn is_valid(event: &sigevent) -> bool {
    match event.sigev_notify {
        SIGEV_NONE => true,
        SIGEV_SIGNAL => (0..=super::SIGMAX).contains(&event.sigev_signo),
        SIGEV_THREAD => event.sigev_notify_function.is_some(),
        _ => false,
    }
}

/// Queues a signal with a value and a reason (`SI_ASYNCIO` and its like).
///
/// # Safety
/// Takes no pointers; the value is passed on.
pub(crate) unsafe fn queue(
    pid: pid_t,
    signal: c_int,
    code: c_int,
    value: sigval,
) -> Result<(), Errno> {
    let mut info = siginfo_t {
        si_signo: signal,
        si_code: code,
        ..siginfo_t::default()
    };
    // SAFETY: the structure is whole. Its fields: pid and uid, value.
    unsafe {
        let (sender, uid) = (Sys::getpid().unwrap_or(0), Sys::getuid().unwrap_or(0));
        info.__fields[0] = u64::from(sender as u32) | u64::from(uid) << 32;
        info.__fields[1] = value.sival_ptr as u64;
        Sys::rt_sigqueueinfo(pid, signal, (&raw mut info).cast())
    }
}

/// What a new thread is to call.
struct Call {
    function: unsafe extern "C" fn(sigval),
    value: sigval,
}

unsafe extern "C" fn run(call: *mut c_void) -> *mut c_void {
    // SAFETY: from `notify`, for this thread alone.
    unsafe {
        let call = Box::from_raw(call.cast::<Call>());
        let (function, value) = (call.function, call.value);
        drop(call);
        function(value);
    }
    core::ptr::null_mut()
}

/// The attributes of the thread that an event asks for.
///
/// # Safety
/// The event's attributes are null or valid.
pub(crate) unsafe fn attributes(event: &sigevent) -> pthread_attr_t {
    // SAFETY: the caller's promise.
    unsafe {
        event
            .sigev_notify_attributes
            .cast::<pthread_attr_t>()
            .as_ref()
            .copied()
            .unwrap_or(pthread_attr_t::DEFAULT)
    }
}

/// Tells of an event in this process. That it cannot be told, for want of memory or of room in the queue, is lost: there
/// is no one to tell.
///
/// # Safety
/// The event is valid: its function may be called with its value.
pub(crate) unsafe fn notify(event: &sigevent, code: c_int) {
    // SAFETY: the caller's promise.
    unsafe {
        match (event.sigev_notify, event.sigev_notify_function) {
            (SIGEV_SIGNAL, _) => {
                let pid = Sys::getpid().unwrap_or(0);
                let _ = queue(pid, event.sigev_signo, code, event.sigev_value);
            }
            (SIGEV_THREAD, Some(function)) => {
                let value = event.sigev_value;
                let call = Box::into_raw(Box::new(Call { function, value })).cast();
                if start_detached(&attributes(event), MASK, run, call).is_err() {
                    drop(Box::from_raw(call.cast::<Call>()));
                }
            }
            _ => {}
        }
    }
}
