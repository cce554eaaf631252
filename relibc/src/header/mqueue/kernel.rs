//! Notifications by Linux's message queues. For a function in a thread the kernel writes to a netlink socket (mq_notify(2)):
//! a thread of the library's own waits there.

use crate::errno::Errno;
use crate::header::pthread::create::start_detached;
use crate::header::signal::notify::{attributes, MASK, SIGEV_THREAD};
use crate::header::signal::{sigevent, sigval};
use crate::platform::Sys;
use crate::types::*;
use alloc::boxed::Box;

/// What the kernel writes: a cookie whose last byte says why.
const COOKIE: usize = 32;
const NOTIFY_WOKENUP: u8 = 1;

/// What a waiting thread knows.
struct Waiter {
    socket: c_int,
    function: unsafe extern "C" fn(sigval),
    value: sigval,
}

pub(super) fn notify(queue: c_int, event: Option<&sigevent>) -> Result<(), Errno> {
    let pointer = event.map_or(core::ptr::null(), core::ptr::from_ref);
    // SAFETY: null or a valid event.
    unsafe {
        match event.map(|event| (event, event.sigev_notify_function)) {
            Some((event, Some(function))) if event.sigev_notify == SIGEV_THREAD => {
                by_thread(queue, event, function)
            }
            _ => Sys::mq_notify(queue, pointer.cast()),
        }
    }
}

/// # Safety
/// The event is valid.
unsafe fn by_thread(
    queue: c_int,
    event: &sigevent,
    function: unsafe extern "C" fn(sigval),
) -> Result<(), Errno> {
    const AF_NETLINK: c_int = 16;
    const SOCK_RAW_CLOEXEC: c_int = 3 | 0o2000000;
    let cookie = [0_u8; COOKIE];
    // SAFETY: the cookie is copied by the kernel; the socket is the thread's from its start on.
    unsafe {
        let socket = Sys::socket(AF_NETLINK, SOCK_RAW_CLOEXEC, 0)?;
        let registration = sigevent {
            sigev_value: sigval {
                sival_ptr: cookie.as_ptr().cast_mut().cast(),
            },
            sigev_signo: socket,
            ..*event
        };
        if let Err(error) = Sys::mq_notify(queue, (&raw const registration).cast()) {
            let _ = Sys::close(socket);
            return Err(error);
        }
        let waiter = Box::into_raw(Box::new(Waiter {
            socket,
            function,
            value: event.sigev_value,
        }));
        let started = start_detached(&attributes(event), MASK, wait, waiter.cast());
        if started.is_err() {
            drop(Box::from_raw(waiter));
            let _ = Sys::mq_notify(queue, core::ptr::null());
            let _ = Sys::close(socket);
            return Err(Errno::ENOMEM);
        }
    }
    Ok(())
}

unsafe extern "C" fn wait(waiter: *mut c_void) -> *mut c_void {
    let mut cookie = [0_u8; COOKIE];
    // SAFETY: from `by_thread`, for this thread alone.
    unsafe {
        let waiter = Box::from_raw(waiter.cast::<Waiter>());
        let null = core::ptr::null_mut();
        let read = loop {
            let place = cookie.as_mut_ptr().cast();
            match Sys::recvfrom(waiter.socket, place, COOKIE, 0, null, null.cast()) {
                Err(Errno::EINTR) => {}
                result => break result,
            }
        };
        let _ = Sys::close(waiter.socket);
        let (function, value) = (waiter.function, waiter.value);
        drop(waiter);
        if read == Ok(COOKIE as ssize_t) && cookie[COOKIE - 1] == NOTIFY_WOKENUP {
            function(value);
        }
    }
    core::ptr::null_mut()
}
