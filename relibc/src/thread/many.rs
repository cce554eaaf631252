//! What there is only with more than one thread. `sync` refers to the functions here by weak symbols; whoever starts a
//! thread calls [`set_multi_threaded`], which stands in the same object, and so brings them in.

use super::MULTI_THREADED;
use crate::platform::Sys;
use core::sync::atomic::{AtomicI32, Ordering};

/// Says that from now on there may be more than one thread.
#[inline(never)]
pub fn set_multi_threaded() {
    MULTI_THREADED.store(true, Ordering::Relaxed);
}

/// Sleeps while the word of a lock has a value; may also return early.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn __relibc_hook_wait(word: &AtomicI32, value: i32) {
    Sys::futex_wait_private(word, value);
}

/// Wakes one sleeper.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn __relibc_hook_wake(word: &AtomicI32) {
    Sys::futex_wake_private(word, 1);
}
