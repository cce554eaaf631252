//! Being told of a message in an empty queue. A signal is sent by the process that sends the message; for a function a
//! thread of the registered process waits in the queue's memory.

use super::layout::{Locked, Queue};
use super::table;
use crate::errno::Errno;
use crate::header::pthread::create::start_detached;
use crate::header::pthread::{futex_wait, futex_wake, Sharing};
use crate::header::signal::notify::{
    attributes, queue as queue_signal, MASK, SIGEV_SIGNAL, SIGEV_THREAD,
};
use crate::header::signal::{sigevent, sigval};
use crate::platform::Sys;
use crate::types::*;
use alloc::boxed::Box;
use alloc::sync::Arc;
use core::sync::atomic::Ordering;

const SI_MESGQ: c_int = -3;

/// What a waiting thread knows.
struct Waiter {
    queue: Arc<Queue>,
    ticket: c_int,
    function: unsafe extern "C" fn(sigval),
    value: sigval,
}

fn process() -> pid_t {
    // SAFETY: takes no pointers.
    unsafe { Sys::getpid() }.unwrap_or(1)
}

/// `mq_notify`: EBUSY if a live process is registered already.
pub(in super::super) fn register(fd: c_int, event: Option<&sigevent>) -> Result<(), Errno> {
    let open = table::find(fd)?;
    let Some(event) = event else {
        withdraw(&open.queue);
        return Ok(());
    };
    let locked = open.queue.lock();
    let own = locked.queue.registration();
    let holder = own.pid.load(Ordering::Relaxed);
    // SAFETY: takes no pointers.
    if holder != 0 && unsafe { Sys::kill(holder, 0) } != Err(Errno::ESRCH) {
        return Err(Errno::EBUSY);
    }
    let ticket = own.ticket.fetch_add(1, Ordering::Relaxed).wrapping_add(1);
    if let (SIGEV_THREAD, Some(function)) = (event.sigev_notify, event.sigev_notify_function) {
        let waiter = Box::into_raw(Box::new(Waiter {
            queue: open.queue.clone(),
            ticket,
            function,
            value: event.sigev_value,
        }));
        // SAFETY: the waiter is the thread's from its start on; the event is valid.
        unsafe {
            if start_detached(&attributes(event), MASK, wait, waiter.cast()).is_err() {
                drop(Box::from_raw(waiter));
                return Err(Errno::ENOMEM);
            }
        }
    }
    // SAFETY: all bytes of the value are there: they are passed on.
    let value = unsafe { event.sigev_value.sival_ptr } as u64;
    own.value.store(value, Ordering::Relaxed);
    own.signal.store(event.sigev_signo, Ordering::Relaxed);
    own.kind.store(event.sigev_notify, Ordering::Relaxed);
    own.pid.store(process(), Ordering::Release);
    Ok(())
}

/// Takes this process's registration back.
pub(super) fn withdraw(queue: &Queue) {
    let locked = queue.lock();
    let own = locked.queue.registration();
    if own.pid.load(Ordering::Relaxed) == process() {
        own.pid.store(0, Ordering::Relaxed);
        // A waiting thread finds that it is not meant any more.
        own.ticket.fetch_add(1, Ordering::Release);
        futex_wake(
            own.told.0.as_ptr().cast_const().cast(),
            i32::MAX,
            Sharing::Shared,
        );
    }
}

/// Tells who is registered; once.
pub(super) fn tell(locked: &Locked) {
    let own = locked.queue.registration();
    let pid = own.pid.swap(0, Ordering::Relaxed);
    if pid == 0 {
        return;
    }
    match own.kind.load(Ordering::Relaxed) {
        SIGEV_SIGNAL => {
            let value = sigval {
                sival_ptr: core::ptr::with_exposed_provenance_mut(
                    own.value.load(Ordering::Relaxed) as usize,
                ),
            };
            // SAFETY: the value is passed on. A process that is gone, or may not be sent to, is not told.
            let _ =
                unsafe { queue_signal(pid, own.signal.load(Ordering::Relaxed), SI_MESGQ, value) };
        }
        SIGEV_THREAD => {
            let ticket = own.ticket.load(Ordering::Relaxed);
            own.told.0.store(ticket.wrapping_sub(1), Ordering::Relaxed);
            own.told.wake();
        }
        _ => {}
    }
}

/// A thread that waits for its ticket to be told.
unsafe extern "C" fn wait(waiter: *mut c_void) -> *mut c_void {
    // SAFETY: from `register`, for this thread alone.
    unsafe {
        let waiter = Box::from_raw(waiter.cast::<Waiter>());
        let own = waiter.queue.registration();
        loop {
            let told = own.told.load(Ordering::Acquire);
            if told == waiter.ticket {
                let (function, value) = (waiter.function, waiter.value);
                drop(waiter);
                function(value);
                break;
            }
            if own.ticket.load(Ordering::Acquire) != waiter.ticket {
                break;
            }
            let Ok(deadline) = table::in_a_second() else {
                break;
            };
            let _ = futex_wait(&own.told.0, told, Some(&deadline), Sharing::Shared);
        }
    }
    core::ptr::null_mut()
}
