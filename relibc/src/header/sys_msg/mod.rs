//! `<sys/msg.h>`: System V message queues.

use crate::errno::ResultExt;
use crate::header::pthread::cancel;
use crate::platform::{Point, Sys};
use crate::types::*;

/// XSI: `msgget`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn msgget(key: key_t, flags: c_int) -> c_int {
    // SAFETY: takes no pointers.
    unsafe { Sys::msgget(key, flags) }.or_errno()
}

/// XSI: `msgsnd`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn msgsnd(
    id: c_int,
    message: *const c_void,
    length: size_t,
    flags: c_int,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { cancel::point(|| Point::msgsnd(id, message, length, flags)) }.zero_or_errno()
}

/// XSI: `msgrcv`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn msgrcv(
    id: c_int,
    message: *mut c_void,
    length: size_t,
    kind: c_long,
    flags: c_int,
) -> ssize_t {
    // SAFETY: the caller's promise.
    unsafe { cancel::point(|| Point::msgrcv(id, message, length, kind, flags)) }.or_errno()
}

/// XSI: `msgctl`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn msgctl(id: c_int, command: c_int, buffer: *mut c_void) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::msgctl(id, command, buffer) }.or_errno()
}
