//! `<threads.h>`: C11 threads, over `pthread`.

use crate::errno::Errno;
use crate::header::pthread::cond::{self, pthread_cond_t};
use crate::header::pthread::mutex::{self, pthread_mutex_t};
use crate::header::pthread::{cancel, create, exit, key};
use crate::platform::{Point, Sys};
use crate::types::*;
use alloc::boxed::Box;

/// C11's results.
const SUCCESS: c_int = 0;
const BUSY: c_int = 1;
const ERROR: c_int = 2;
const NO_MEMORY: c_int = 3;
const TIMED_OUT: c_int = 4;

/// A `pthread` result as C11 has it.
fn result(number: c_int) -> c_int {
    match Errno(number as u16) {
        Errno(0) => SUCCESS,
        Errno::EBUSY => BUSY,
        Errno::ETIMEDOUT => TIMED_OUT,
        Errno::ENOMEM | Errno::EAGAIN => NO_MEMORY,
        _ => ERROR,
    }
}

/// What `thrd_create` was given.
struct Start {
    function: unsafe extern "C" fn(*mut c_void) -> c_int,
    argument: *mut c_void,
}

unsafe extern "C" fn run(start: *mut c_void) -> *mut c_void {
    // SAFETY: boxed by `thrd_create`.
    unsafe {
        let start = *Box::from_raw(start.cast::<Start>());
        core::ptr::without_provenance_mut((start.function)(start.argument) as usize)
    }
}

/// C11: `thrd_create`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn thrd_create(
    thread: *mut pthread_t,
    function: unsafe extern "C" fn(*mut c_void) -> c_int,
    argument: *mut c_void,
) -> c_int {
    let start = Box::into_raw(Box::new(Start { function, argument }));
    // SAFETY: the caller's promise.
    unsafe {
        let number = create::pthread_create(thread, core::ptr::null(), run, start.cast());
        if number != 0 {
            drop(Box::from_raw(start));
        }
        result(number)
    }
}

/// C11: `thrd_exit`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn thrd_exit(status: c_int) -> ! {
    // SAFETY: the caller ends itself.
    unsafe { exit::end(core::ptr::without_provenance_mut(status as usize)) }
}

/// C11: `thrd_join`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn thrd_join(thread: pthread_t, status: *mut c_int) -> c_int {
    let mut value = core::ptr::null_mut();
    // SAFETY: the caller's promise.
    unsafe {
        let number = exit::pthread_join(thread, &mut value);
        if number == 0 && !status.is_null() {
            *status = value as usize as c_int;
        }
        result(number)
    }
}

/// C11: `thrd_detach`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn thrd_detach(thread: pthread_t) -> c_int {
    // SAFETY: the caller's promise.
    result(unsafe { exit::pthread_detach(thread) })
}

/// C11: `thrd_equal`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn thrd_equal(a: pthread_t, b: pthread_t) -> c_int {
    c_int::from(a == b)
}

/// C11: `thrd_yield`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn thrd_yield() {
    // SAFETY: takes no pointers; cannot fail.
    let _ = unsafe { Sys::sched_yield() };
}

/// C11: `thrd_sleep`: 0, -1 when a signal came, -2 on another error.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn thrd_sleep(request: *const timespec, remaining: *mut timespec) -> c_int {
    // SAFETY: the caller's promise.
    match unsafe { cancel::point(|| Point::clock_nanosleep(0, 0, request, remaining)) } {
        Ok(()) => 0,
        Err(Errno::EINTR) => -1,
        Err(_) => -2,
    }
}

/// C11: `mtx_init`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn mtx_init(lock: *mut pthread_mutex_t, kind: c_int) -> c_int {
    let mut attr = core::mem::MaybeUninit::uninit();
    // SAFETY: the caller's promise.
    unsafe {
        mutex::pthread_mutexattr_init(attr.as_mut_ptr());
        mutex::pthread_mutexattr_settype(attr.as_mut_ptr(), kind & 1);
        result(mutex::pthread_mutex_init(lock, attr.as_ptr()))
    }
}

/// C11: `mtx_destroy`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn mtx_destroy(_mutex: *mut pthread_mutex_t) {}

/// C11: `mtx_lock`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn mtx_lock(lock: *mut pthread_mutex_t) -> c_int {
    // SAFETY: the caller's promise.
    result(unsafe { mutex::pthread_mutex_lock(lock) })
}

/// C11: `mtx_trylock`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn mtx_trylock(lock: *mut pthread_mutex_t) -> c_int {
    // SAFETY: the caller's promise.
    result(unsafe { mutex::pthread_mutex_trylock(lock) })
}

/// C11: `mtx_timedlock`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn mtx_timedlock(lock: *mut pthread_mutex_t, time: *const timespec) -> c_int {
    // SAFETY: the caller's promise.
    result(unsafe { mutex::pthread_mutex_timedlock(lock, time) })
}

/// C11: `mtx_unlock`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn mtx_unlock(lock: *mut pthread_mutex_t) -> c_int {
    // SAFETY: the caller's promise.
    result(unsafe { mutex::pthread_mutex_unlock(lock) })
}

/// C11: `cnd_init`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn cnd_init(condition: *mut pthread_cond_t) -> c_int {
    // SAFETY: the caller's promise.
    result(unsafe { cond::pthread_cond_init(condition, core::ptr::null()) })
}

/// C11: `cnd_destroy`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn cnd_destroy(_condition: *mut pthread_cond_t) {}

/// C11: `cnd_wait`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn cnd_wait(
    condition: *mut pthread_cond_t,
    lock: *mut pthread_mutex_t,
) -> c_int {
    // SAFETY: the caller's promise.
    result(unsafe { cond::pthread_cond_wait(condition, lock) })
}

/// C11: `cnd_timedwait`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn cnd_timedwait(
    condition: *mut pthread_cond_t,
    lock: *mut pthread_mutex_t,
    time: *const timespec,
) -> c_int {
    // SAFETY: the caller's promise.
    result(unsafe { cond::pthread_cond_timedwait(condition, lock, time) })
}

/// C11: `cnd_signal`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn cnd_signal(condition: *mut pthread_cond_t) -> c_int {
    // SAFETY: the caller's promise.
    result(unsafe { cond::pthread_cond_signal(condition) })
}

/// C11: `cnd_broadcast`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn cnd_broadcast(condition: *mut pthread_cond_t) -> c_int {
    // SAFETY: the caller's promise.
    result(unsafe { cond::pthread_cond_broadcast(condition) })
}

/// C11: `tss_create`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn tss_create(
    new: *mut pthread_key_t,
    destructor: Option<unsafe extern "C" fn(*mut c_void)>,
) -> c_int {
    // SAFETY: the caller's promise.
    result(unsafe { key::pthread_key_create(new, destructor) })
}

/// C11: `tss_delete`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn tss_delete(old: pthread_key_t) {
    // SAFETY: the caller's promise; C11 has no way to report an error.
    unsafe { key::pthread_key_delete(old) };
}

/// C11: `tss_set`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn tss_set(which: pthread_key_t, value: *mut c_void) -> c_int {
    // SAFETY: the caller's promise.
    result(unsafe { key::pthread_setspecific(which, value) })
}
