//! `<sys/sem.h>`: System V semaphores.

use crate::errno::ResultExt;
use crate::platform::Sys;
use crate::types::*;

/// XSI: `semget`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn semget(key: key_t, count: c_int, flags: c_int) -> c_int {
    // SAFETY: takes no pointers.
    unsafe { Sys::semget(key, count, flags) }.or_errno()
}

/// XSI: `semop`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn semop(id: c_int, operations: *mut c_void, count: size_t) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::semop(id, operations, count) }.zero_or_errno()
}

/// Linux: `semtimedop`: `semop` that gives up with EAGAIN after a time.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn semtimedop(
    id: c_int,
    operations: *mut c_void,
    count: size_t,
    timeout: *const timespec,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::semtimedop(id, operations, count, timeout) }.zero_or_errno()
}

/// XSI: `semctl`. The fourth argument is a union of a number and pointers: a word.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn semctl(
    id: c_int,
    index: c_int,
    command: c_int,
    mut arguments: ...
) -> c_int {
    // SAFETY: on x86-64 the word is there even when the caller passed none.
    unsafe {
        let argument = arguments.arg::<*mut c_void>();
        Sys::semctl(id, index, command, argument).or_errno()
    }
}
