//! `pthread_once`.

use super::{exit, futex_wait, futex_wake, Sharing};
use crate::types::*;
use core::sync::atomic::{AtomicI32, Ordering};

const NEW: i32 = 0;
const RUNNING: i32 = 1;
const DONE: i32 = 2;
const RUNNING_WITH_WAITERS: i32 = 3;

/// The function did not come back (the thread was cancelled): someone else may try.
unsafe extern "C" fn undo(control: *mut c_void) {
    let control: *const AtomicI32 = control.cast_const().cast();
    // SAFETY: the caller of `pthread_once` keeps the word.
    if unsafe { (*control).swap(NEW, Ordering::Release) } == RUNNING_WITH_WAITERS {
        futex_wake(control, i32::MAX, Sharing::Private);
    }
}

/// POSIX: `pthread_once`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_once(
    control: *mut pthread_once_t,
    function: unsafe extern "C" fn(),
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe {
        let state = AtomicI32::from_ptr(control);
        loop {
            match state.compare_exchange(NEW, RUNNING, Ordering::Acquire, Ordering::Acquire) {
                Ok(_) => {
                    let mut entry = core::mem::MaybeUninit::uninit();
                    exit::_pthread_cleanup_push(entry.as_mut_ptr(), Some(undo), control.cast());
                    function();
                    exit::_pthread_cleanup_pop(entry.as_mut_ptr(), 0);
                    if state.swap(DONE, Ordering::Release) == RUNNING_WITH_WAITERS {
                        futex_wake(state, i32::MAX, Sharing::Private);
                    }
                    return 0;
                }
                Err(DONE) => return 0,
                Err(RUNNING) => {
                    let _ = state.compare_exchange(
                        RUNNING,
                        RUNNING_WITH_WAITERS,
                        Ordering::Relaxed,
                        Ordering::Relaxed,
                    );
                }
                Err(_) => {
                    let _ = futex_wait(state, RUNNING_WITH_WAITERS, None, Sharing::Private);
                }
            }
        }
    }
}

/// C11: `call_once`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn call_once(control: *mut pthread_once_t, function: unsafe extern "C" fn()) {
    // SAFETY: the caller's promise.
    unsafe { pthread_once(control, function) };
}
